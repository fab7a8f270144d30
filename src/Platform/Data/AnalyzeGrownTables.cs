using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Trunkline.Platform.Data;

/// <summary>
/// Has PostgreSQL analyze each of our tables of which half changed since it was analyzed last. PostgreSQL takes a table that it
/// never analyzed for empty and then walks over all rows of a number or of an enterprise instead of looking a few of them up;
/// its own autovacuum looks once a minute, in which a new installation may have taken a hundred thousand messages.
/// </summary>
internal sealed partial class AnalyzeGrownTables(
    IServiceScopeFactory scopes,
    DatabaseSettings settings,
    TimeProvider time,
    ILogger<AnalyzeGrownTables> logger
) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Provider is not DatabaseProvider.PostgreSql)
            return;
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            do await TryAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await AnalyzeAsync(scope.ServiceProvider.GetRequiredService<TrunklineDb>(), cancellation);
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            AnalyzingFailed(error);
        }
    }

    private static async Task AnalyzeAsync(TrunklineDb db, CancellationToken cancellation)
    {
        // After an import most of it is on a cold disk.
        db.Database.SetCommandTimeout(0);
        // Another process may be at the same table; and none stays locked while the next is read.
        await db.Database.ExecuteSqlAsync(
            $"""
            DO $$
            DECLARE grown text;
            BEGIN
                FOR grown IN
                    SELECT relname FROM pg_stat_user_tables
                    WHERE schemaname = current_schema() AND n_mod_since_analyze > greatest(250, n_live_tup / 2)
                LOOP
                    EXECUTE format('ANALYZE (SKIP_LOCKED) %I', grown);
                    COMMIT;
                END LOOP;
            END $$
            """,
            cancellation
        );
    }

    [LoggerMessage(LogLevel.Warning, "Grown tables could not be analyzed; it is tried again in five seconds")]
    private partial void AnalyzingFailed(Exception error);
}
