using Microsoft.EntityFrameworkCore;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Sending;
using Trunkline.WhatsApp.SetAside;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Operating;

/// What waits between WhatsApp and the people, and what needs a person.
internal sealed record ChannelState(
    DateTimeOffset? LastReceivedAt,
    int Waiting,
    DateTimeOffset? OldestWaitingSince,
    int Orphaned,
    int SetAside,
    int Parked,
    int ToSend,
    DateTimeOffset? OldestToSendSince,
    int AwaitingAnswer,
    int NumbersStopped,
    long RefusedHere
);

/// Reads it over all enterprises: it tells counts and ages, never what anything says. What needs a person is counted where that
/// person finds it: set aside and stopped are those of the caller's own enterprise.
internal sealed class ReadChannelState(TrunklineDb db, SetAsideBodies bodies, Backlog backlog, TimeProvider time)
{
    public async Task<ChannelState> ReadAsync(OrganizationScope topmost, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var waiting = db.Inbox.Where(row => row.State == InboxState.Waiting);
        // Over all enterprises: the state of the server is nobody's alone.
        var outbox = db.Outbox.IgnoreQueryFilters(["Enterprise"]);
        var due = outbox.Where(OutboxRow.IsDue(now));
        return new ChannelState(
            await db
                .Inbox.OrderByDescending(row => row.Sequence)
                .Select(row => (DateTimeOffset?)row.ReceivedAt)
                .FirstOrDefaultAsync(cancellation),
            await waiting.SumAsync(row => row.Count, cancellation),
            await waiting
                .OrderBy(row => row.Sequence)
                .Select(row => (DateTimeOffset?)row.ReceivedAt)
                .FirstOrDefaultAsync(cancellation),
            await db.Inbox.Where(row => row.State == InboxState.Orphaned).SumAsync(row => row.Count, cancellation),
            await bodies.CountAsync(topmost, cancellation),
            await db.Set<ParkedStatus>().IgnoreQueryFilters(["Enterprise"]).CountAsync(cancellation),
            await due.CountAsync(cancellation),
            await due.OrderBy(row => row.DueAt)
                .Select(row => (DateTimeOffset?)row.DueAt)
                .FirstOrDefaultAsync(cancellation),
            await outbox.CountAsync(row => row.State == OutboxState.Sending, cancellation),
            await db.Numbers.CountAsync(one => one.StoppedAt != null, cancellation),
            backlog.Refused
        );
    }
}
