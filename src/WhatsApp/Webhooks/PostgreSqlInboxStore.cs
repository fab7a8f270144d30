using Npgsql;
using NpgsqlTypes;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>One statement with an array for each column, in one round trip.</summary>
internal sealed class PostgreSqlInboxStore(DatabaseSettings settings, Ownership ownership) : InboxStore
{
    // Stays open.
    private NpgsqlConnection? connection;

    public override async Task AppendAsync(IReadOnlyList<Parcel> parcels, CancellationToken cancellation)
    {
        try
        {
            await InsertAsync(connection ??= await OpenAsync(cancellation), parcels, cancellation);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (connection is { } open)
            await open.DisposeAsync();
        connection = null;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var opened = new NpgsqlConnection(settings.ConnectionString);
        await opened.OpenAsync(cancellation);
        return opened;
    }

    private async Task InsertAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Parcel> parcels,
        CancellationToken cancellation
    )
    {
        var insert = new NpgsqlBatchCommand(
            """
            INSERT INTO whatsapp_inbox (lane, business_account, bodies, lengths, count, received_at, state, tries)
            SELECT lane, account, bodies, lengths, count, at, 'Waiting', 0
            FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS row (lane, account, bodies, lengths, count, at, place)
            ORDER BY place
            """
        );
        insert.Parameters.Add(Array(NpgsqlDbType.Text, parcels.Select(one => one.Lane.Name)));
        insert.Parameters.Add(Array(NpgsqlDbType.Text, parcels.Select(one => one.Lane.BusinessAccount)));
        insert.Parameters.Add(Array(NpgsqlDbType.Bytea, parcels.Select(one => one.Bodies)));
        insert.Parameters.Add(Array(NpgsqlDbType.Text, parcels.Select(one => one.Lengths)));
        insert.Parameters.Add(Array(NpgsqlDbType.Integer, parcels.Select(one => one.Count)));
        insert.Parameters.Add(Array(NpgsqlDbType.Bigint, parcels.Select(one => StoredMoment.Of(one.ReceivedAt))));
        // Without a transaction of our own a batch is one, and one round trip.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { insert } };
        if (WakeOthers(parcels.Select(one => one.Lane.Name)) is { } wake)
            batch.BatchCommands.Add(wake);
        await batch.PrepareAsync(cancellation);
        using var standby = new StandbyWarning(connection);
        await batch.ExecuteNonQueryAsync(cancellation);
        standby.ThrowIfHeard();
    }

    // One NOTIFY for the whole batch, and none for what this process works off itself.
    private NpgsqlBatchCommand? WakeOthers(IEnumerable<string> lanes)
    {
        var elsewhere = lanes
            .Distinct(StringComparer.Ordinal)
            .Where(lane => !ownership.Owns(Lane.WorkOf(lane)))
            .ToList();
        if (elsewhere.Count == 0)
            return null;
        var wake = new NpgsqlBatchCommand("SELECT pg_notify($1, $2)");
        wake.Parameters.Add(new() { Value = CommitSignals.Channel });
        wake.Parameters.Add(new() { Value = CommitSignals.Payload(elsewhere.Select(LaneSignals.Topic)) });
        return wake;
    }

    private static NpgsqlParameter Array<T>(NpgsqlDbType type, IEnumerable<T> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() };
}
