using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

/// <summary>Loads conversations through the participation of whoever asks: to everybody else there is no such conversation.</summary>
internal sealed class Participations(TrunklineDb db)
{
    public async Task<Result<Participation>> AccessAsync(
        ConversationId id,
        AccountId account,
        CancellationToken cancellation
    )
    {
        var found = await AccessAsync([id], account, cancellation);
        if (found.TryGetValue(id, out var participation))
            return participation;
        // Whoever was in it knows that there is such a conversation, and may know why it is gone.
        var hasLeft = await db
            .Participants.IgnoreQueryFilters([ParticipantTable.Present])
            .AnyAsync(one => one.ConversationId == id && one.AccountId == account, cancellation);
        return hasLeft ? new ConversationLeft() : new NotFound("conversation");
    }

    /// <summary>
    /// The same in order to write in the conversation: until the present write ends nobody else does, so that what is stored next
    /// comes after what was stored last. A customer's message may come in the same moment, in another process.
    /// </summary>
    public async Task<Result<Participation>> AccessToWriteAsync(
        ConversationId id,
        AccountId account,
        CancellationToken cancellation
    )
    {
        // Whether, not which: SQLite would make a list of all of the person's conversations to find the one in it.
        var own = db.Participants.Where(one => one.AccountId == account);
        await db
            .Conversations.Where(one => one.Id == id && own.Any(taking => taking.ConversationId == one.Id))
            .Locked()
            .LoadAsync(cancellation);
        return await AccessAsync(id, account, cancellation);
    }

    /// <summary>Those of these conversations in which the account takes part.</summary>
    public async Task<IReadOnlyDictionary<ConversationId, Participation>> AccessAsync(
        IReadOnlyCollection<ConversationId> ids,
        AccountId account,
        CancellationToken cancellation
    )
    {
        // The ids are asked of the participations for the reason in ConversationList.
        var found = await (
            from participant in db.Participants
            where participant.AccountId == account && ids.Contains(participant.ConversationId)
            join conversation in db.Conversations on participant.ConversationId equals conversation.Id
            select new { conversation, participant }
        ).ToListAsync(cancellation);
        return found.ToDictionary(
            one => one.conversation.Id,
            one => new Participation(one.conversation, one.participant)
        );
    }

    public async Task<List<AccountId>> PeopleAsync(ConversationId id, CancellationToken cancellation) =>
        await db
            .Participants.Where(one => one.ConversationId == id)
            .Select(one => one.AccountId)
            .ToListAsync(cancellation);
}
