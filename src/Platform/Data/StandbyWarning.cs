using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>
/// Hears whether a commit was given up while it waited for the synchronous standby, by a timeout or by whoever asked for it.
/// PostgreSQL then answers as if all were well and only warns: the commit is on one machine, and a failover loses it. So
/// nobody may be told that it is durable.
/// </summary>
public sealed class StandbyWarning : IDisposable
{
    private const string Warning = "01000";

    private readonly NpgsqlConnection? connection;
    private string? heard;

    /// <summary>From now on; on SQLite there is nothing to hear.</summary>
    public StandbyWarning(DbConnection connection)
    {
        this.connection = connection as NpgsqlConnection;
        if (this.connection is { } open)
            open.Notice += Hear;
    }

    /// <summary>
    /// A write that finds everything done already rests on what it read, which may be a commit that was given up: seen, and
    /// on one machine only. So it waits for the standby like one that has written.
    /// </summary>
    internal static async Task WaitWithoutWritingAsync(DatabaseFacade database, CancellationToken cancellation)
    {
        if (database.IsNpgsql())
            await database.ExecuteSqlAsync(
                $"""
                SELECT pg_logical_emit_message(true, 'trunkline', '')
                WHERE pg_current_xact_id_if_assigned() IS NULL AND current_setting('synchronous_standby_names') <> ''
                """,
                cancellation
            );
    }

    /// <summary>
    /// After reading, and not within a write: what was read is on the standby too, and no failover takes it back. It may rest on a
    /// commit that was given up. The connection stays open from the reading on: after a failover another server could confirm what it
    /// never said. Throws as <see cref="ThrowIfHeard"/> does.
    /// </summary>
    internal static async Task ConfirmReadAsync(DatabaseFacade database, CancellationToken cancellation)
    {
        if (!database.IsNpgsql())
            return;
        using var standby = new StandbyWarning(database.GetDbConnection());
        await WaitWithoutWritingAsync(database, cancellation);
        standby.ThrowIfHeard();
    }

    /// <summary>After the commit; what this throws is an outage of the database, of which the caller cannot know what remains.</summary>
    public void ThrowIfHeard()
    {
        if (heard is not null)
            throw new IOException($"A commit is not on the standby, so it does not count: {heard}");
    }

    public void Dispose()
    {
        if (connection is { } open)
            open.Notice -= Hear;
    }

    private void Hear(object sender, NpgsqlNoticeEventArgs told)
    {
        if (told.Notice.SqlState == Warning)
            heard = told.Notice.MessageText;
    }
}
