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
        if (new DriveInfo(settings.Directory).AvailableFreeSpace < LeastFree)
            return HealthCheckResult.Unhealthy("The disk of the data directory is nearly full.");
        return HealthCheckResult.Healthy("Ready.");
    }
}
