using System.Data.Common;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Appends bodies to the inbox table with a prepared statement on a connection that stays open. The object-relational mapper
/// would cost more than everything else on this path together.
/// </summary>
internal abstract class InboxStore : IAsyncDisposable
{
    private DbConnection? connection;

    public static InboxStore For(DatabaseSettings settings, Ownership ownership) =>
        settings.Provider is DatabaseProvider.Sqlite
            ? new SqliteInboxStore(settings)
            : new PostgreSqlInboxStore(settings, ownership);

    /// <summary>All of them are durable when it returns; none when it throws.</summary>
    public async Task AppendAsync(IReadOnlyList<Parcel> parcels, CancellationToken cancellation)
    {
        try
        {
            connection ??= await OpenAsync(cancellation);
            await InsertAsync(connection, parcels, cancellation);
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
        IReadOnlyList<Parcel> parcels,
        CancellationToken cancellation
    );
}
