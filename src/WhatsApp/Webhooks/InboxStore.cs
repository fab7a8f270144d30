using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Appends bodies to the inbox table with a prepared statement. The object-relational mapper would cost more than everything
/// else on this path together.
/// </summary>
internal abstract class InboxStore : IAsyncDisposable
{
    public static InboxStore For(DatabaseSettings settings, WriteGate gate) =>
        settings.Provider is DatabaseProvider.Sqlite ? new SqliteInboxStore(gate) : new PostgreSqlInboxStore(settings);

    /// <summary>All of them are durable when it returns; none when it throws.</summary>
    public abstract Task AppendAsync(IReadOnlyList<Parcel> parcels, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}
