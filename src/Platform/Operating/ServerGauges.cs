using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;

namespace Trunkline.Platform.Operating;

/// <summary>What the page System says of follow-up work, and on PostgreSQL how much work this process owns.</summary>
internal sealed class ServerGauges : Gauges<JobLoad>
{
    public ServerGauges(
        Ownership ownership,
        IMeterFactory meters,
        IServiceScopeFactory scopes,
        TimeProvider time,
        ILogger<ServerGauges> logger
    )
        : base(PlatformMeter.Name, meters, scopes, time, logger)
    {
        Count("trunkline.work.owned", _ => ownership.Count);
        Count("trunkline.jobs.waiting", jobs => jobs.Waiting);
        Age("trunkline.jobs.oldest", jobs => jobs.OldestSince);
        Count("trunkline.jobs.again", jobs => jobs.Again);
        Count("trunkline.jobs.set_aside", jobs => jobs.SetAside);
    }

    protected override Task<JobLoad> ReadAsync(IServiceProvider services, CancellationToken cancellation) =>
        JobLoad.ReadAsync(services.GetRequiredService<TrunklineDb>(), Time.GetUtcNow(), cancellation);
}
