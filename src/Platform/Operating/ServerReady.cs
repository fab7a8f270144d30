using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Operating;

/// <summary>Whether requests should be sent here: not while this process stops, its database is away or its disk is nearly full.</summary>
internal sealed class ServerReady(
    IServiceScopeFactory scopes,
    DatabaseSettings settings,
    IHostApplicationLifetime lifetime,
    TimeProvider time
) : IHealthCheck, IDisposable
{
    public const string Name = "server";

    private const long LeastFree = 64 * 1024 * 1024;

    // Anybody may ask, as often as he likes, and the database is asked once.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim turn = new(1, 1);
    private (long At, string? Trouble)? last;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return HealthCheckResult.Unhealthy("This process is stopping.");
        if (await DatabaseTroubleAsync(cancellationToken) is { } trouble)
            return HealthCheckResult.Unhealthy(trouble);
        if (IsNearlyFull(settings.Directory))
            return HealthCheckResult.Unhealthy("The disk of the data directory is nearly full.");
        if (settings.File is { } file && IsNearlyFull(Path.GetDirectoryName(file)!))
            return HealthCheckResult.Unhealthy("The disk of the database is nearly full.");
        return HealthCheckResult.Healthy("Ready.");
    }

    public void Dispose() => turn.Dispose();

    private async Task<string?> DatabaseTroubleAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (last is not { } known || time.GetElapsedTime(known.At) >= Fresh)
            {
                // Before its moment: what took long to find out is as fresh as anything.
                var trouble = await AskAsync(cancellation);
                last = known = (time.GetTimestamp(), trouble);
            }
            return known.Trouble;
        }
        finally
        {
            turn.Release();
        }
    }

    // On a connection of the pool, as requests use: one of its own would be one more when there are too many already.
    private async Task<string?> AskAsync(CancellationToken cancellation)
    {
        var question =
            settings.Provider is DatabaseProvider.PostgreSql
                ? "SELECT pg_is_in_recovery() AS \"Value\""
                : "SELECT COUNT(*) < 0 AS \"Value\" FROM sqlite_master";
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
            return await db.Database.SqlQueryRaw<bool>(question).SingleAsync(cancellation)
                ? "The database is a standby, which takes no writes."
                : null;
        }
        catch (Exception error) when (error is DbException || error.IsOutage())
        {
            return "The database does not answer.";
        }
    }

    private static bool IsNearlyFull(string folder) => new DriveInfo(folder).AvailableFreeSpace < LeastFree;
}
