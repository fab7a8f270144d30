using Trunkline.TestKit.Waiting;

namespace Trunkline.TestKit.Databases;

/// <summary>
/// A synchronous standby that a PostgreSQL of one's own waits for and that never comes: every commit waits, until somebody
/// gives it up. It is on one machine then, and PostgreSQL only warns of that.
/// </summary>
public sealed class AbsentStandby : IAsyncDisposable
{
    private readonly TestDatabase database;

    private AbsentStandby(TestDatabase database) => this.database = database;

    public static async Task<AbsentStandby> WaitedForBy(TestDatabase database)
    {
        await database.Ask("ALTER SYSTEM SET synchronous_standby_names = 'absent'");
        await database.Ask("SELECT pg_reload_conf()");
        return new(database);
    }

    /// <summary>As a timeout does it, again and again until what was waiting for it has ended.</summary>
    public Task GiveUpCommitsUntil(Task ended) =>
        Eventually.True(
            "nobody waits for a commit that was given up",
            async () =>
            {
                await database.Ask("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
                return ended.IsCompleted;
            }
        );

    public async ValueTask DisposeAsync()
    {
        await database.Ask("ALTER SYSTEM RESET synchronous_standby_names");
        await database.Ask("SELECT pg_reload_conf()");
    }
}
