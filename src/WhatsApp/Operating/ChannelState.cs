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
    int ToSendAgain,
    int AwaitingAnswer,
    int NumbersStopped,
    long NotStoredHere
);

/// Reads it over all enterprises: it tells counts and ages, never what anything says.
internal sealed class ReadChannelState(TrunklineDb db, SetAsideBodies bodies, NotStored notStored, TimeProvider time)
{
    /// What needs a person is counted where that person finds it: set aside and stopped are those of the caller's own enterprise.
    public async Task<ChannelState> ReadAsync(OrganizationScope topmost, CancellationToken cancellation) =>
        await ReadAsync(cancellation) with
        {
            SetAside = await bodies.CountAsync(topmost, cancellation),
            NumbersStopped = await db.Numbers.CountAsync(one => one.StoppedAt != null, cancellation),
        };

    public async Task<ChannelState> ReadAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var waiting = db.Inbox.Where(row => row.State == InboxState.Waiting);
        // Over all enterprises: the state of the server is nobody's alone.
        var outbox = db.Outbox.IgnoreQueryFilters(["Enterprise"]);
        // Also what is tried again later: to whoever waits for it nothing has gone out.
        var unsent = outbox.Where(row => row.State == OutboxState.Waiting);
        return new ChannelState(
            await db
                .Inbox.OrderByDescending(row => row.Sequence)
                .Select(row => (DateTimeOffset?)row.ReceivedAt)
                .FirstOrDefaultAsync(cancellation),
            await waiting.SumAsync(row => row.Count, cancellation),
            // Not the first by its sequence: on SQLite that walks over all that was ever received.
            await waiting.MinAsync(row => (DateTimeOffset?)row.ReceivedAt, cancellation),
            await db.Inbox.Where(row => row.State == InboxState.Orphaned).SumAsync(row => row.Count, cancellation),
            await db.Inbox.Where(row => row.State == InboxState.SetAside).SumAsync(row => row.Count, cancellation),
            await db.Set<ParkedStatus>().IgnoreQueryFilters(["Enterprise"]).CountAsync(cancellation),
            await unsent.CountAsync(cancellation),
            await unsent.MinAsync(row => (DateTimeOffset?)row.QueuedAt, cancellation),
            await unsent.CountAsync(row => row.StartedAt <= now && row.DueAt > now, cancellation),
            await outbox.CountAsync(row => row.State == OutboxState.Sending, cancellation),
            await db.Numbers.IgnoreQueryFilters(["Enterprise"]).CountAsync(one => one.StoppedAt != null, cancellation),
            notStored.Total
        );
    }
}
