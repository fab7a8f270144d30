using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;

namespace Trunkline.Conversations.Receiving;

/// <summary>What waits at a number, or anywhere, and was stored then or later, goes to whoever may receive it now.</summary>
/// <param name="Until">Null: however late it was stored.</param>
internal sealed record RouteWaitingFrom(
    BusinessNumberId? Number,
    DateTimeOffset StoredAt,
    DateTimeOffset? Until = null
);

/// <summary>
/// Delivers what waited for somebody able to receive it. A message that was restricted stays so: it was answered. However
/// many wait, one write looks at some of them and leaves the others to a job.
/// </summary>
internal sealed class RouteWaiting(TrunklineDb db, Recipients recipients, Attendance attendance, TellParticipants tell)
    : IJobHandler<RouteWaitingFrom>,
        IJobHandler<AccountEnabled>,
        IJobHandler<OrganizationMoved>
{
    private const int PageSize = 200;
    private static readonly RouteWaitingFrom Everywhere = new(null, DateTimeOffset.UnixEpoch);

    /// <summary>Everything that waits in the present enterprise, within the caller's write.</summary>
    public Task EverywhereAsync(CancellationToken cancellation) => RouteAsync(Everywhere, cancellation);

    public Task AtNumberAsync(BusinessNumberId number, CancellationToken cancellation) =>
        RouteAsync(new RouteWaitingFrom(number, DateTimeOffset.UnixEpoch), cancellation);

    public Task RunAsync(AccountEnabled job, CancellationToken cancellation) => RunAsync(Everywhere, cancellation);

    /// <summary>A number that is shared reaches others since.</summary>
    public Task RunAsync(OrganizationMoved job, CancellationToken cancellation) => RunAsync(Everywhere, cancellation);

    public Task RunAsync(RouteWaitingFrom job, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                await RouteAsync(job, cancellation);
                return Result.Done;
            },
            cancellation
        );

    /// <summary>
    /// What waits in a conversation, oldest first. Whoever joins it now sees from there on. Where very much waits, it is the oldest
    /// of it, and a job brings the others.
    /// </summary>
    public async Task<IReadOnlyList<Message>> InAsync(ConversationId conversation, CancellationToken cancellation)
    {
        var waiting = await OldestAsync(conversation, cancellation);
        if (waiting.Count == PageSize)
            db.Later(new RouteWaitingFrom(waiting[^1].NumberId, waiting[^1].StoredAt));
        return waiting;
    }

    private async Task<IReadOnlyList<Message>> OldestAsync(ConversationId conversation, CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation); // what this very write keeps waiting is found too
        return await db
            .Messages.Where(message => message.ConversationId == conversation && message.Hold == MessageHold.Waiting)
            .OrderBy(message => message.StoredAt)
            .Take(PageSize)
            .ToListAsync(cancellation);
    }

    /// <summary>A conversation that is delivered to again shows what waited meanwhile, and what that has changed.</summary>
    public async Task ReleaseAsync(
        Conversation conversation,
        IReadOnlyList<AccountId> people,
        IReadOnlyList<Message> waiting,
        CancellationToken cancellation
    )
    {
        foreach (var message in waiting)
        {
            message.Release();
            if (!message.IsShown())
                continue;
            conversation.Show(message);
            tell.Spoken(people, conversation.Id, message.Id);
        }
        if (
            conversation.Consent is ConsentState.None
            && waiting.FirstOrDefault(message => message.OpensWindow()) is { } first
        )
            db.Add(conversation.CustomerWroteFirst(first.Id, first.At));
        await ChangeOthersAsync(conversation, people, waiting, cancellation);
    }

    private async Task ChangeOthersAsync(
        Conversation conversation,
        IReadOnlyList<AccountId> people,
        IReadOnlyList<Message> released,
        CancellationToken cancellation
    )
    {
        var changes = released
            .Where(one => one.ChangesAnother() && one.ReplyTo is not null)
            .ToLookup(one => one.ReplyTo!.Value);
        if (changes.Count == 0)
            return;
        MessageId[] ids = [.. changes.Select(one => one.Key)];
        foreach (var other in await db.Messages.Where(one => ids.Contains(one.Id)).ToListAsync(cancellation))
        {
            foreach (var change in changes[other.Id])
                change.Change(other);
            if (other.IsShown())
                tell.Changed(people, conversation.Id, other.Id);
        }
    }

    private async Task RouteAsync(RouteWaitingFrom start, CancellationToken cancellation)
    {
        var page = await db
            .Messages.Where(message => message.Hold == MessageHold.Waiting && message.StoredAt >= start.StoredAt)
            .Where(message => start.Until == null || message.StoredAt <= start.Until)
            .Where(message => start.Number == null || message.NumberId == start.Number)
            .OrderBy(message => message.StoredAt)
            .Take(PageSize)
            .Select(message => new { message.ConversationId, message.StoredAt })
            .ToListAsync(cancellation);
        var receivable = await ReceivableAsync([.. page.Select(one => one.ConversationId).Distinct()], cancellation);
        // A lane may be showing messages of the same conversations, and both count them: it locks them in this order too.
        var conversations = await db
            .Conversations.Where(one => receivable.Contains(one.Id))
            .OrderBy(one => one.Id)
            .Locked()
            .ToListAsync(cancellation);
        var marks = new UnreadMarks(db);
        var left = new List<RouteWaitingFrom>();
        foreach (var conversation in conversations)
            if (await RouteAsync(conversation, marks, cancellation) is { } upTo)
                left.Add(start with { StoredAt = upTo, Until = null });
        await marks.SetAsync(cancellation);
        await db.SaveChangesAsync(cancellation);
        if (page.Count == PageSize)
        {
            // From the last one again, since others may have been stored in the same instant.
            var (last, next) = (page[^1].StoredAt, start.StoredAt.AddMicroseconds(1));
            left.Add(start with { StoredAt = last > next ? last : next });
        }
        // One job, which begins with the earliest: two would each leave two.
        if (left.Count > 0)
            db.Later(
                start with
                {
                    StoredAt = left.Min(one => one.StoredAt),
                    Until = left.Exists(one => one.Until is null) ? null : start.Until,
                }
            );
    }

    // Where nobody is able nothing is locked and nothing is asked for each conversation: at such a number many may wait.
    private async Task<IReadOnlyList<ConversationId>> ReceivableAsync(
        ConversationId[] ids,
        CancellationToken cancellation
    )
    {
        var participants = (
            await db
                .Participants.Where(one => ids.Contains(one.ConversationId))
                .Select(one => new { one.ConversationId, one.AccountId })
                .ToListAsync(cancellation)
        ).ToLookup(one => one.ConversationId, one => one.AccountId);
        var places = await db
            .Conversations.Where(one => ids.Contains(one.Id))
            .Select(one => new
            {
                one.Id,
                one.Channel,
                one.NumberId,
            })
            .ToListAsync(cancellation);
        var receivable = new HashSet<ConversationId>();
        foreach (var number in places.GroupBy(one => (one.Channel, one.NumberId), one => one.Id))
        {
            var (channel, numberId) = number.Key;
            var people = number.SelectMany(id => participants[id]).Distinct();
            var at = await recipients.AtAsync(channel, numberId, people, cancellation);
            receivable.UnionWith(number.Where(id => at.IsAnybodyAble(participants[id])));
        }
        return [.. ids.Where(receivable.Contains)];
    }

    /// Up to when what waited is shown now, where more may wait behind it.
    private async Task<DateTimeOffset?> RouteAsync(
        Conversation conversation,
        UnreadMarks marks,
        CancellationToken cancellation
    )
    {
        var participants = await db
            .Participants.Where(one => one.ConversationId == conversation.Id)
            .Select(one => one.AccountId)
            .ToListAsync(cancellation);
        var decision = await recipients.DecideAsync(conversation, participants, cancellation);
        if (decision.Outcome is not ReceptionOutcome.Deliver)
            return null;
        var waiting = await OldestAsync(conversation.Id, cancellation);
        if (waiting.Count == 0)
            return null; // delivered a moment ago, with a message that came
        marks.Watch(conversation, somebodyHasReadAll: true);
        var (leaving, joining) = decision.ComingAndGoing(goesOn: waiting.Any(one => one.Says()));
        await attendance.LeaveAsync(conversation.Id, leaving, cancellation);
        foreach (var joined in await attendance.JoinAsync(conversation, joining, waiting[0].StoredAt, cancellation))
            marks.Joined(joined);
        IReadOnlyList<AccountId> people = [.. participants.Except(leaving), .. joining];
        await ReleaseAsync(conversation, people, waiting, cancellation);
        tell.Changed(people, conversation.Id);
        return waiting.Count == PageSize ? waiting[^1].StoredAt : null;
    }
}
