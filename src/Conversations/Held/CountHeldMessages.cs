using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Held;

internal sealed class CountHeldMessages(TrunklineDb db) : IHeldMessages
{
    public async Task<IReadOnlyList<HeldCount>> CountAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var groups = await db
            .Messages.Incoming.Where(one => one.Hold != MessageHold.None && one.StoredAt >= since)
            .GroupBy(one => new { one.NumberId, one.Hold })
            .Select(group => new
            {
                group.Key.NumberId,
                group.Key.Hold,
                Messages = group.Count(),
                Customers = group.Select(one => one.ConversationId).Distinct().Count(),
                Newest = group.Max(one => one.StoredAt),
            })
            .ToListAsync(cancellation);
        return
        [
            .. groups
                .GroupBy(one => one.NumberId)
                .Select(number =>
                {
                    var restricted = number.FirstOrDefault(one => one.Hold is MessageHold.Restricted);
                    var waiting = number.FirstOrDefault(one => one.Hold is MessageHold.Waiting);
                    return new HeldCount(
                        number.Key,
                        restricted?.Messages ?? 0,
                        restricted?.Customers ?? 0,
                        waiting?.Messages ?? 0,
                        waiting?.Customers ?? 0,
                        number.Max(one => one.Newest)
                    );
                })
                .OrderByDescending(count => count.Newest),
        ];
    }
}
