using System.Data.Common;
using Microsoft.Data.Sqlite;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>One prepared statement for all rows of a moment, in one transaction.</summary>
internal sealed class SqliteInboxStore(DatabaseSettings settings) : InboxStore
{
    // Nobody else adds rows while this process has the file.
    private long newest;

    // Whoever holds the file longer than this has it for himself; Meta is told to come again.
    private const int SecondsToWait = 5;

    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var text = new SqliteConnectionStringBuilder(settings.ConnectionString)
        {
            Pooling = false,
            DefaultTimeout = SecondsToWait,
        };
        var opened = new SqliteConnection(text.ToString());
        await opened.OpenAsync(cancellation);
        await using var command = opened.CreateCommand();
        command.CommandText = SqliteConnections.Pragmas;
        await command.ExecuteNonQueryAsync(cancellation);
        command.CommandText = "SELECT COALESCE(MAX(sequence), 0) FROM whatsapp_inbox";
        newest = (long)(await command.ExecuteScalarAsync(cancellation))!;
        return opened;
    }

    protected override async Task InsertAsync(
        DbConnection connection,
        IReadOnlyList<Parcel> parcels,
        CancellationToken cancellation
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = ((SqliteConnection)connection).CreateCommand();
        insert.Transaction = (SqliteTransaction)transaction;
        insert.CommandText = """
            INSERT INTO whatsapp_inbox (sequence, lane, business_account, bodies, lengths, count, received_at, state, tries)
            VALUES ($sequence, $lane, $account, $bodies, $lengths, $count, $at, 'Waiting', 0)
            """;
        var sequence = insert.Parameters.Add("$sequence", SqliteType.Integer);
        var lane = insert.Parameters.Add("$lane", SqliteType.Text);
        var account = insert.Parameters.Add("$account", SqliteType.Text);
        var bodies = insert.Parameters.Add("$bodies", SqliteType.Blob);
        var lengths = insert.Parameters.Add("$lengths", SqliteType.Text);
        var count = insert.Parameters.Add("$count", SqliteType.Integer);
        var at = insert.Parameters.Add("$at", SqliteType.Integer);
        await insert.PrepareAsync(cancellation);
        foreach (var parcel in parcels)
        {
            // A row that was taken apart may have left the newest one between two places.
            newest = (newest / InboxRow.Spacing + 1) * InboxRow.Spacing;
            sequence.Value = newest;
            (lane.Value, account.Value) = (parcel.Lane.Name, parcel.Lane.BusinessAccount);
            (bodies.Value, lengths.Value) = (parcel.Bodies, (object?)parcel.Lengths ?? DBNull.Value);
            (count.Value, at.Value) = (parcel.Count, StoredMoment.Of(parcel.ReceivedAt));
            await insert.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }
}
