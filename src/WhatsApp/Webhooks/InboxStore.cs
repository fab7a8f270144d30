using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Appends bodies to the inbox table with one prepared statement on a connection that stays open. The object-relational
/// mapper would cost more than everything else on this path together.
/// </summary>
internal abstract class InboxStore : IAsyncDisposable
{
    private DbConnection? connection;

    public static InboxStore For(DatabaseSettings settings, Ownership ownership) =>
        settings.Provider is DatabaseProvider.Sqlite ? new OnSqlite(settings) : new OnPostgreSql(settings, ownership);

    /// <summary>All of them are durable when it returns; none when it throws.</summary>
    public async Task AppendAsync(IReadOnlyList<Arrival> arrivals, CancellationToken cancellation)
    {
        try
        {
            connection ??= await OpenAsync(cancellation);
            await InsertAsync(connection, arrivals, cancellation);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is { } open)
            await open.DisposeAsync();
        connection = null;
    }

    protected abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    protected abstract Task InsertAsync(
        DbConnection connection,
        IReadOnlyList<Arrival> arrivals,
        CancellationToken cancellation
    );

    private sealed class OnSqlite(DatabaseSettings settings) : InboxStore
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
            pragmas.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";
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

    private sealed class OnPostgreSql(DatabaseSettings settings, Ownership ownership) : InboxStore
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
            insert.Parameters.Add(
                Array(NpgsqlDbType.Bigint, rows.Select(row => StoredMoment.Of(row.arrival.ReceivedAt)))
            );
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
}
