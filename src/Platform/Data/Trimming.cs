using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Http;
using Trunkline.Platform.Live;

namespace Trunkline.Platform.Data;

/// <summary>
/// What is no record goes by its age. Live events are for those who reconnect, and whoever was away for a week reloads; an answer is
/// kept for those who repeat a request within a day.
/// </summary>
internal sealed class Trimming(IServiceScopeFactory scopes, TimeProvider time, ILogger<Trimming> logger)
    : HourlyTrimming(scopes, time, logger)
{
    private static readonly TimeSpan EventsKept = TimeSpan.FromDays(7);

    private const int RowsAtOnce = 2_000;

    protected override async Task TrimAsync(TrunklineDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var events = db.Set<LiveEvent>().IgnoreQueryFilters(["Enterprise"]).Where(one => one.At < now - EventsKept);
        await DeleteOldAsync(
            db,
            events.Select(one => one.At),
            last => events.Where(one => one.At <= last),
            RowsAtOnce,
            cancellation
        );
        var answers = db.Set<IdempotentAnswer>()
            .IgnoreQueryFilters(["Enterprise"])
            .Where(one => one.TakenAt < now - IdempotencyKeys.Kept);
        await DeleteOldAsync(
            db,
            answers.Select(one => one.TakenAt),
            last => answers.Where(one => one.TakenAt <= last),
            RowsAtOnce,
            cancellation
        );
    }
}
