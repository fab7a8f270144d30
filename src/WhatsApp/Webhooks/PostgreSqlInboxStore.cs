using Npgsql;
using NpgsqlTypes;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>One statement with an array for each column, in one round trip.</summary>
internal sealed class PostgreSqlInboxStore(DatabaseSettings settings) : InboxStore
{
    // Stays open, with its statement prepared, so past a pooler that hands sessions on.
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
        var opened = new NpgsqlConnection(settings.DirectConnectionString);
        await opened.OpenAsync(cancellation);
        return opened;
    }

    private static async Task InsertAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Parcel> parcels,
        CancellationToken cancellation
    )
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO whatsapp_inbox (lane, business_account, bodies, lengths, inflated, count, received_at, state, tries)
            SELECT lane, account, bodies, lengths, inflated, count, at, 'Waiting', 0
            FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS row (lane, account, bodies, lengths, inflated, count, at, place)
            ORDER BY place
            """,
            connection
        );
        insert.Parameters.Add(Array(NpgsqlDbType.Text, parcels.Select(one => one.Lane.Name)));
        insert.Parameters.Add(Array(NpgsqlDbType.Text, parcels.Select(one => one.Lane.BusinessAccount)));
        insert.Parameters.Add(Array(NpgsqlDbType.Bytea, parcels.Select(one => one.Bodies)));
        insert.Parameters.Add(Array(NpgsqlDbType.Text, parcels.Select(one => one.Lengths)));
        insert.Parameters.Add(Array(NpgsqlDbType.Integer, parcels.Select(one => one.Inflated)));
        insert.Parameters.Add(Array(NpgsqlDbType.Integer, parcels.Select(one => one.Count)));
        insert.Parameters.Add(Array(NpgsqlDbType.Bigint, parcels.Select(one => StoredMoment.Of(one.ReceivedAt))));
        await insert.PrepareAsync(cancellation);
        using var standby = new StandbyWarning(connection);
        await insert.ExecuteNonQueryAsync(cancellation);
        standby.ThrowIfHeard();
    }

    private static NpgsqlParameter Array<T>(NpgsqlDbType type, IEnumerable<T> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values.ToArray() };
}
