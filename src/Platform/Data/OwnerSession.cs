using System.Data;
using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>The one direct connection of a process whose session holds the locks of what it owns: they end with it, however it ends.</summary>
internal sealed class OwnerSession : IAsyncDisposable
{
    private const string Name = "Trunkline owner";

    // Whoever waits for a mark has everybody behind him who wants other work. An owner's batch may be under way, or hang.
    private const string NoLongWait = "SET lock_timeout TO '200ms'";

    private readonly NpgsqlConnection connection;

    private OwnerSession(NpgsqlConnection connection) => this.connection = connection;

    public bool IsOpen => connection.State is ConnectionState.Open;

    /// <param name="lost">Told at once when the connection breaks or is closed.</param>
    public static async Task<OwnerSession> OpenAsync(DatabaseSettings settings, Action lost)
    {
        // A mark lost in a crash of the server is taken for lost ownership, which is right: its lock was lost too.
        var opened = await DirectConnection.OpenAsync(
            settings,
            $"{DirectConnection.CommitWithoutWaiting}; {NoLongWait}",
            text => (text.KeepAlive, text.ApplicationName) = (5, Name)
        );
        opened.StateChange += (_, change) =>
        {
            if (change.CurrentState is ConnectionState.Closed or ConnectionState.Broken)
                lost();
        };
        return new(opened);
    }

    public async Task<bool> TryLockAsync(string work)
    {
        await using var command = Command("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", work);
        return await command.ExecuteScalarAsync() is true;
    }

    /// <summary>False while a transaction of the earlier owner is under way.</summary>
    public async Task<bool> TryMarkAsync(string work, Guid mark)
    {
        await using var command = Command(
            """
            INSERT INTO platform_ownership (work, mark) VALUES ($1, $2)
            ON CONFLICT (work) DO UPDATE SET mark = excluded.mark
            """,
            work,
            mark
        );
        try
        {
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    public async Task UnlockAsync(string work)
    {
        await using var command = Command("SELECT pg_advisory_unlock(hashtextextended($1, 0))", work);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>By how much this process owns more than an equal share of all that is owned, rounded up; not above zero when it does not.</summary>
    public async Task<long> SurplusAsync()
    {
        await using var command = Command(
            """
            WITH owner AS (
                SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()
            ), held AS (
                SELECT pid FROM pg_locks JOIN owner USING (pid) WHERE locktype = 'advisory' AND granted
            )
            SELECT (SELECT count(*) FROM held WHERE pid = pg_backend_pid())
                - ceil((SELECT count(*) FROM held) / (SELECT count(*) FROM owner)::numeric)::bigint
            """,
            Name
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private NpgsqlCommand Command(string sql, params IEnumerable<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
