using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Receiving;

/// <summary>Delivers what waited for somebody able to receive it. A message that was restricted stays so: it was answered.</summary>
internal sealed class RouteWaiting(TrunklineDb db, Recipients recipients, TellParticipants tell)
{
    private const int BatchSize = 200;

    /// <summary>Everything that waits in the present enterprise, within the caller's write.</summary>
    public async Task EverywhereAsync(CancellationToken cancellation) => await RouteAsync(db.Messages, cancellation);

    public async Task AtNumberAsync(BusinessNumberId number, CancellationToken cancellation) =>
        await RouteAsync(db.Messages.Where(message => message.NumberId == number), cancellation);

    /// <summary>A conversation that is delivered to again shows what waited meanwhile.</summary>
    public async Task ReleaseAsync(
        Conversation conversation,
        IReadOnlyList<AccountId> people,
        CancellationToken cancellation
    )
    {
        await db.SaveChangesAsync(cancellation); // what this very write keeps waiting is found too
        var waiting = await db
            .Messages.Where(message => message.ConversationId == conversation.Id && message.Hold == MessageHold.Waiting)
            .OrderBy(message => message.StoredAt)
            .ToListAsync(cancellation);
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
    }

    private async Task RouteAsync(IQueryable<Message> messages, CancellationToken cancellation)
    {
        var waiting = await messages
            .Where(message => message.Hold == MessageHold.Waiting)
            .Select(message => message.ConversationId)
            .Distinct()
            .Take(BatchSize)
            .ToListAsync(cancellation);
        foreach (var id in waiting)
            // A lane may be showing messages of the same conversation, and both count them.
            await RouteAsync(
                await db.Conversations.Where(one => one.Id == id).Locked().SingleAsync(cancellation),
                cancellation
            );
        await db.SaveChangesAsync(cancellation);
    }

    private async Task RouteAsync(Conversation conversation, CancellationToken cancellation)
    {
        var participants = await db
            .Participants.Where(one => one.ConversationId == conversation.Id)
            .Select(one => one.AccountId)
            .ToListAsync(cancellation);
        var decision = await recipients.DecideAsync(conversation, participants, cancellation);
        if (decision.Outcome is not ReceptionOutcome.Deliver)
            return;
        var first = await db
            .Messages.Where(message => message.ConversationId == conversation.Id && message.Hold == MessageHold.Waiting)
            .MinAsync(message => message.StoredAt, cancellation);
        db.AddRange(decision.Joining.Select(account => Participant.In(conversation, account, first)));
        await ReleaseAsync(conversation, [.. participants, .. decision.Joining], cancellation);
        tell.Changed([.. participants, .. decision.Joining], conversation.Id);
    }
}
