using Microsoft.Data.Sqlite;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>One prepared statement for all rows of a moment, in one transaction, by whoever has the turn to write.</summary>
internal sealed class SqliteInboxStore(WriteGate gate) : InboxStore
{
    // Whoever holds the file longer than this has it for himself; Meta is told to come again.
    private const int SecondsToWait = 5;

    // Nobody else adds rows at the end while this process has the file.
    private long? newest;

    public override async Task AppendAsync(IReadOnlyList<Parcel> parcels, CancellationToken cancellation)
    {
        await using var connection = gate.WriterConnection();
        connection.DefaultTimeout = SecondsToWait;
        await connection.OpenAsync(cancellation);
        SqliteConnections.Tell(connection);
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancellation);
        newest = await InsertAsync(
            parcels,
            newest ?? await NewestAsync(transaction, cancellation),
            transaction,
            cancellation
        );
        await transaction.CommitAsync(cancellation);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<long> NewestAsync(SqliteTransaction transaction, CancellationToken cancellation)
    {
        await using var ask = transaction.Connection!.CreateCommand();
        ask.Transaction = transaction;
        ask.CommandText = "SELECT COALESCE(MAX(sequence), 0) FROM whatsapp_inbox";
        return (long)(await ask.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>The newest sequence after it.</summary>
    private static async Task<long> InsertAsync(
        IReadOnlyList<Parcel> parcels,
        long last,
        SqliteTransaction transaction,
        CancellationToken cancellation
    )
    {
        await using var insert = transaction.Connection!.CreateCommand();
        insert.Transaction = transaction;
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
            last = (last / InboxRow.Spacing + 1) * InboxRow.Spacing;
            sequence.Value = last;
            (lane.Value, account.Value) = (parcel.Lane.Name, parcel.Lane.BusinessAccount);
            (bodies.Value, lengths.Value) = (parcel.Bodies, (object?)parcel.Lengths ?? DBNull.Value);
            (count.Value, at.Value) = (parcel.Count, StoredMoment.Of(parcel.ReceivedAt));
            await insert.ExecuteNonQueryAsync(cancellation);
        }
        return last;
    }
}
