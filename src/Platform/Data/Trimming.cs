using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Http;
using Trunkline.Platform.Live;

namespace Trunkline.Platform.Data;

/// <summary>
/// What is no record goes by its age. Live events are for those who reconnect, and whoever was away for a week reloads; an answer is
/// kept for those who repeat a request within a day.
/// </summary>
internal sealed partial class Trimming(IServiceScopeFactory scopes, TimeProvider time, ILogger<Trimming> logger)
    : BackgroundService
{
    private static readonly TimeSpan EventsKept = TimeSpan.FromDays(7);

    private const int RowsAtOnce = 2_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryTrimAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task TryTrimAsync(CancellationToken cancellation)
    {
        try
        {
            await TrimAsync(time.GetUtcNow(), cancellation);
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            TrimmingFailed(logger, error);
        }
    }

    private async Task TrimAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var events = db.Set<LiveEvent>().IgnoreQueryFilters(["Enterprise"]).Where(one => one.At < now - EventsKept);
        await db.DeleteOldAsync(
            events.Select(one => one.At),
            last => events.Where(one => one.At <= last),
            RowsAtOnce,
            cancellation
        );
        var answers = db.Set<IdempotentAnswer>()
            .IgnoreQueryFilters(["Enterprise"])
            .Where(one => one.TakenAt < now - IdempotencyKeys.Kept);
        await db.DeleteOldAsync(
            answers.Select(one => one.TakenAt),
            last => answers.Where(one => one.TakenAt <= last),
            RowsAtOnce,
            cancellation
        );
    }

    [LoggerMessage(LogLevel.Warning, "Trimming what is old failed; it is tried again within the hour")]
    private static partial void TrimmingFailed(ILogger logger, Exception error);
}
