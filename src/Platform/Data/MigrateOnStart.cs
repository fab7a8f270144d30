using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Trunkline.Platform.Settings;

namespace Trunkline.Platform.Data;

/// <summary>
/// Brings the schema up to date before anything else runs. On PostgreSQL, of several processes that start together one
/// migrates and the others wait behind an advisory lock, which ends with its holder.
/// </summary>
internal sealed class MigrateOnStart(IServiceScopeFactory scopes, DatabaseSettings settings, DatabaseFile file)
    : IHostedLifecycleService
{
    private const long LockKey = 0x7472756E6B;

    // No such role, a wrong password, no such database.
    private static readonly string?[] NobodyLetIn = ["28000", "28P01", "3D000"];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        await (
            settings.Provider is DatabaseProvider.Sqlite
                ? MigrateSqliteAsync(db, cancellationToken)
                : MigratePostgreSqlAsync(db, cancellationToken)
        );
    }

    private async Task MigrateSqliteAsync(TrunklineDb db, CancellationToken cancellation)
    {
        await file.TakeAsync(cancellation);
        await ForgetAbandonedLockAsync(db, cancellation);
        await db.Database.MigrateAsync(cancellation);
        await SqliteStatistics.StateAsync(db, cancellation);
    }

    private async Task MigratePostgreSqlAsync(TrunklineDb db, CancellationToken cancellation)
    {
        try
        {
            await using var turn = await LockServerAsync(cancellation);
            await CheckSameDatabaseAsync(db, cancellation);
            await db.Database.MigrateAsync(cancellation);
        }
        catch (NpgsqlException error) when (error.IsOutage() || NobodyLetIn.Contains(error.SqlState))
        {
            throw new SettingException(
                $"PostgreSQL cannot be used as the setting Database__ConnectionString says: {error.Message.TrimEnd('.')}."
            );
        }
    }

    // What one connection stores the other must see, or webhooks would be taken and never shown. A lock is held in one database of
    // one server only, and whoever may have it here while it is held there is somewhere else.
    private static async Task CheckSameDatabaseAsync(TrunklineDb db, CancellationToken cancellation)
    {
        var free = await db
            .Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({LockKey}) AS \"Value\"")
            .SingleAsync(cancellation);
        if (free)
            throw new SettingException(
                "The setting Database__DirectConnectionString leads to another database than Database__ConnectionString: give both the same one."
            );
    }

    // EF's own lock on SQLite is a row that survives its holder's death. The file lock is ours, so such a row is a relic.
    private static async Task ForgetAbandonedLockAsync(TrunklineDb db, CancellationToken cancellation)
    {
        var exists = await db
            .Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'")
            .SingleAsync(cancellation);
        if (exists > 0)
            await db.Database.ExecuteSqlAsync($"DELETE FROM __EFMigrationsLock", cancellation);
    }

    private Task<NpgsqlConnection> LockServerAsync(CancellationToken cancellation) =>
        DirectConnection.OpenAsync(
            settings,
            $"SELECT pg_advisory_lock({LockKey})",
            text => text.CommandTimeout = 0,
            cancellation
        );

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
