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

    // Whoever deletes holds SQLite's only place to write: short turns, so that messages are written in between.
    private const int RowsAtOnce = 2_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TrimAsync(time.GetUtcNow(), stoppingToken);
            }
            catch (Exception error) when (!error.IsStop(stoppingToken))
            {
                TrimmingFailed(logger, error);
            }
        }
    }

    private async Task TrimAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var events = db.Set<LiveEvent>().IgnoreQueryFilters().Where(one => one.At < now - EventsKept);
        await TrimAsync(db, events.Select(one => one.At), last => events.Where(one => one.At <= last), cancellation);
        var answers = db.Set<IdempotentAnswer>()
            .IgnoreQueryFilters()
            .Where(one => one.TakenAt < now - IdempotencyKeys.Kept);
        await TrimAsync(
            db,
            answers.Select(one => one.TakenAt),
            last => answers.Where(one => one.TakenAt <= last),
            cancellation
        );
    }

    private static async Task TrimAsync<T>(
        TrunklineDb db,
        IQueryable<DateTimeOffset> old,
        Func<DateTimeOffset, IQueryable<T>> until,
        CancellationToken cancellation
    )
    {
        while (true)
        {
            // What was written in one moment goes together.
            var moments = await old.OrderBy(at => at).Take(RowsAtOnce).ToListAsync(cancellation);
            if (moments.Count == 0)
                return;
            var last = moments[^1];
            await db.WriteAsync<int>(async () => await until(last).ExecuteDeleteAsync(cancellation), cancellation);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Trimming what is old failed; it is tried again within the hour")]
    private static partial void TrimmingFailed(ILogger logger, Exception error);
}
