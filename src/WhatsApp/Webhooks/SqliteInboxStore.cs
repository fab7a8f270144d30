using System.Data.Common;
using Microsoft.Data.Sqlite;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>One prepared statement for all rows of a moment, in one transaction.</summary>
internal sealed class SqliteInboxStore(DatabaseSettings settings) : InboxStore
{
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
        await using var pragmas = opened.CreateCommand();
        pragmas.CommandText = SqliteConnections.Pragmas;
        await pragmas.ExecuteNonQueryAsync(cancellation);
        return opened;
    }

    protected override async Task InsertAsync(
        DbConnection connection,
        IReadOnlyList<Arrival> arrivals,
        CancellationToken cancellation
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = ((SqliteConnection)connection).CreateCommand();
        insert.Transaction = (SqliteTransaction)transaction;
        insert.CommandText = """
            INSERT INTO whatsapp_inbox (lane, business_account, body, received_at, state, tries)
            VALUES ($lane, $account, $body, $at, 'Waiting', 0)
            """;
        var lane = insert.Parameters.Add("$lane", SqliteType.Text);
        var account = insert.Parameters.Add("$account", SqliteType.Text);
        var body = insert.Parameters.Add("$body", SqliteType.Blob);
        var at = insert.Parameters.Add("$at", SqliteType.Integer);
        await insert.PrepareAsync(cancellation);
        foreach (var arrival in arrivals)
        {
            (body.Value, at.Value) = (arrival.Body, StoredMoment.Of(arrival.ReceivedAt));
            foreach (var one in arrival.Lanes)
            {
                (lane.Value, account.Value) = (one.Name, one.BusinessAccount);
                await insert.ExecuteNonQueryAsync(cancellation);
            }
        }
        await transaction.CommitAsync(cancellation);
    }
}
