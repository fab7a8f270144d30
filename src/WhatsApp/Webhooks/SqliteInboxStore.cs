using Microsoft.Data.Sqlite;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>One prepared statement for all rows of a moment, in one transaction, by whoever has the turn to write.</summary>
internal sealed class SqliteInboxStore(WriteGate gate) : InboxStore
{
    // Whoever holds the file longer than this has it for himself; Meta is told to come again.
    private const int SecondsToWait = 5;

    public override async Task AppendAsync(IReadOnlyList<Parcel> parcels, CancellationToken cancellation)
    {
        await using var connection = gate.WriterConnection();
        connection.DefaultTimeout = SecondsToWait;
        await connection.OpenAsync(cancellation);
        SqliteConnections.Tell(connection);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = connection.CreateCommand();
        insert.Transaction = (SqliteTransaction)transaction;
        // A row that was taken apart may have left the newest one between two places.
        insert.CommandText = """
            INSERT INTO whatsapp_inbox (sequence, lane, business_account, bodies, lengths, inflated, count, received_at, state, tries)
            VALUES (
                ((SELECT COALESCE(MAX(sequence), 0) FROM whatsapp_inbox) / $spacing + 1) * $spacing,
                $lane, $account, $bodies, $lengths, $inflated, $count, $at, 'Waiting', 0
            )
            """;
        insert.Parameters.AddWithValue("$spacing", InboxRow.Spacing);
        var lane = insert.Parameters.Add("$lane", SqliteType.Text);
        var account = insert.Parameters.Add("$account", SqliteType.Text);
        var bodies = insert.Parameters.Add("$bodies", SqliteType.Blob);
        var lengths = insert.Parameters.Add("$lengths", SqliteType.Text);
        var inflated = insert.Parameters.Add("$inflated", SqliteType.Integer);
        var count = insert.Parameters.Add("$count", SqliteType.Integer);
        var at = insert.Parameters.Add("$at", SqliteType.Integer);
        await insert.PrepareAsync(cancellation);
        foreach (var parcel in parcels)
        {
            (lane.Value, account.Value) = (parcel.Lane.Name, parcel.Lane.BusinessAccount);
            (bodies.Value, lengths.Value) = (parcel.Bodies, (object?)parcel.Lengths ?? DBNull.Value);
            inflated.Value = (object?)parcel.Inflated ?? DBNull.Value;
            (count.Value, at.Value) = (parcel.Count, StoredMoment.Of(parcel.ReceivedAt));
            await insert.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
