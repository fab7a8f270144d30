using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Live;

/// <summary>Live events are for those who reconnect, not the record: they go after a week. Whoever was away longer reloads.</summary>
internal sealed partial class LiveTrimming(IServiceScopeFactory scopes, TimeProvider time, ILogger<LiveTrimming> logger)
    : BackgroundService
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    // Whoever deletes holds SQLite's only place to write: short turns, so that messages are written in between.
    private const int EventsAtOnce = 2_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TrimAsync(time.GetUtcNow() - Kept, stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                TrimmingFailed(logger, error);
            }
        }
    }

    private async Task TrimAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var old = db.Set<LiveEvent>().IgnoreQueryFilters().Where(one => one.At < before);
        while (true)
        {
            // Events of one commit have one moment, and go together.
            var moments = await old.OrderBy(one => one.At)
                .Take(EventsAtOnce)
                .Select(one => one.At)
                .ToListAsync(cancellation);
            if (moments.Count == 0)
                return;
            var last = moments[^1];
            await db.WriteAsync<int>(
                async () => await old.Where(one => one.At <= last).ExecuteDeleteAsync(cancellation),
                cancellation
            );
        }
    }

    [LoggerMessage(LogLevel.Warning, "Trimming old live events failed; it is tried again within the hour")]
    private static partial void TrimmingFailed(ILogger logger, Exception error);
}
