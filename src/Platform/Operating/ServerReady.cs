using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Operating;

/// <summary>Whether requests should be sent here: not while this process stops, its database is away or its disk is nearly full.</summary>
internal sealed class ServerReady(TrunklineDb db, DatabaseSettings settings, IHostApplicationLifetime lifetime)
    : IHealthCheck
{
    private const long LeastFree = 64 * 1024 * 1024;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return HealthCheckResult.Unhealthy("This process is stopping.");
        if (!await db.Database.CanConnectAsync(cancellationToken))
            return HealthCheckResult.Unhealthy("The database does not answer.");
        if (await IsStandbyAsync(cancellationToken))
            return HealthCheckResult.Unhealthy("The database is a standby, which takes no writes.");
        if (IsNearlyFull(settings.Directory))
            return HealthCheckResult.Unhealthy("The disk of the data directory is nearly full.");
        if (settings.File is { } file && IsNearlyFull(Path.GetDirectoryName(file)!))
            return HealthCheckResult.Unhealthy("The disk of the database is nearly full.");
        return HealthCheckResult.Healthy("Ready.");
    }

    private async Task<bool> IsStandbyAsync(CancellationToken cancellation) =>
        settings.Provider is DatabaseProvider.PostgreSql
        && await db.Database.SqlQuery<bool>($"""SELECT pg_is_in_recovery() AS "Value" """).SingleAsync(cancellation);

    private static bool IsNearlyFull(string folder) => new DriveInfo(folder).AvailableFreeSpace < LeastFree;
}
