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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
                var before = time.GetUtcNow() - Kept;
                await db.WriteAsync<int>(
                    async () =>
                        await db.Set<LiveEvent>()
                            .IgnoreQueryFilters()
                            .Where(one => one.At < before)
                            .ExecuteDeleteAsync(stoppingToken),
                    stoppingToken
                );
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                TrimmingFailed(logger, error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Trimming old live events failed; it is tried again within the hour")]
    private static partial void TrimmingFailed(ILogger logger, Exception error);
}
