using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>One statement with an array for each column, in one round trip.</summary>
internal sealed class PostgreSqlInboxStore(DatabaseSettings settings, Ownership ownership) : InboxStore
{
    protected override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var opened = new NpgsqlConnection(settings.ConnectionString);
        await opened.OpenAsync(cancellation);
        return opened;
    }

    protected override async Task InsertAsync(
        DbConnection connection,
        IReadOnlyList<Arrival> arrivals,
        CancellationToken cancellation
    )
    {
        var rows = arrivals.SelectMany(arrival => arrival.Lanes.Select(lane => (arrival, lane))).ToList();
        var insert = new NpgsqlBatchCommand(
            """
            INSERT INTO whatsapp_inbox (lane, business_account, body, received_at, state, tries)
            SELECT lane, account, body, at, 'Waiting', 0
            FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS row (lane, account, body, at, place) ORDER BY place
            """
        );
        insert.Parameters.Add(Array(NpgsqlDbType.Text, rows.Select(row => row.lane.Name)));
        insert.Parameters.Add(Array(NpgsqlDbType.Text, rows.Select(row => row.lane.BusinessAccount)));
        insert.Parameters.Add(Array(NpgsqlDbType.Bytea, rows.Select(row => row.arrival.Body)));
        insert.Parameters.Add(Array(NpgsqlDbType.Bigint, rows.Select(row => StoredMoment.Of(row.arrival.ReceivedAt))));
        // Without a transaction of our own a batch is one, and one round trip.
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection) { BatchCommands = { insert } };
        if (WakeOthers(rows.Select(row => row.lane.Name)) is { } wake)
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
