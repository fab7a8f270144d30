using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Processing;

/// <summary>Bodies that were processed stay for a month, to look up what WhatsApp really said; orphans and bodies set aside stay until a person decides.</summary>
internal sealed class InboxTrimming(IServiceScopeFactory scopes, TimeProvider time, ILogger<InboxTrimming> logger)
    : HourlyTrimming(scopes, time, logger)
{
    private static readonly TimeSpan BodiesKept = TimeSpan.FromDays(30);

    // Meta repeats for at most seven days; a message expires after thirty.
    private static readonly TimeSpan ParkedKept = TimeSpan.FromDays(37);

    private const int RowsAtOnce = 200;

    protected override async Task TrimAsync(TrunklineDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        await TrimParkedAsync(db, now - ParkedKept, cancellation);
        await TrimBodiesAsync(db, now - BodiesKept, cancellation);
    }

    // Another app with the same account may leave a million a day. Of every enterprise: age alone decides.
    private static Task TrimParkedAsync(TrunklineDb db, DateTimeOffset before, CancellationToken cancellation)
    {
        var old = db.Set<ParkedStatus>().IgnoreQueryFilters(["Enterprise"]).Where(one => one.ParkedAt < before);
        return DeleteOldAsync(
            db,
            old.Select(one => one.ParkedAt),
            last => old.Where(one => one.ParkedAt <= last),
            RowsAtOnce,
            cancellation
        );
    }

    // The inbox lies in the order of its arrival, so the old ones are in front and no index is needed to find them.
    private static async Task TrimBodiesAsync(TrunklineDb db, DateTimeOffset before, CancellationToken cancellation)
    {
        var passed = 0L;
        while (true)
        {
            var after = passed;
            var front = await db
                .Inbox.Where(row => row.Sequence > after)
                .OrderBy(row => row.Sequence)
                .Take(RowsAtOnce)
                .Select(row => new { row.Sequence, row.ReceivedAt })
                .ToListAsync(cancellation);
            if (front.Count == 0 || front.TrueForAll(row => row.ReceivedAt >= before))
                return;
            passed = front[^1].Sequence;
            var last = passed;
            await db.WriteAsync<int>(
                async () =>
                    await db
                        .Inbox.Where(row =>
                            row.Sequence > after
                            && row.Sequence <= last
                            && row.State == InboxState.Done
                            && row.ReceivedAt < before
                        )
                        .ExecuteDeleteAsync(cancellation),
                cancellation
            );
        }
    }
}
