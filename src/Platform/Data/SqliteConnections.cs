using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Trunkline.Platform.Data;

/// <summary>
/// What every connection to SQLite is told, once: a commit is on the disk before anyone hears of it, also when the power
/// fails, and a row cannot refer to one that is not there.
/// </summary>
public sealed class SqliteConnections : DbConnectionInterceptor
{
    // The log's pages go into the file every 64 MB, not every 4: whoever commits then pays for it, and what changes again and
    // again, as the ends of tables and indexes do, is written once.
    private const string Pragmas = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=16000;
        """;

    // A connection that comes out of the pool has been told, and keeps to it.
    private static readonly ConditionalWeakTable<object, object> Told = [];

    /// <summary>For a connection that EF Core does not open.</summary>
    public static void Tell(SqliteConnection connection)
    {
        var handle = connection.Handle!;
        if (Told.TryGetValue(handle, out _))
            return;
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        Told.Add(handle, handle);
    }

    /// <summary>SQLite's own lower() knows the letters of English only, and so finds no Østergaard and no Иван.</summary>
    public override DbConnection ConnectionCreated(ConnectionCreatedEventData eventData, DbConnection result)
    {
        ((SqliteConnection)result).CreateFunction(
            "lower",
            (string? text) => text?.ToLowerInvariant(),
            isDeterministic: true
        );
        return result;
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        Tell((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
