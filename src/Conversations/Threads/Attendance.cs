using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Receiving;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

/// <summary>
/// Who takes part in a conversation while something is said in it. Whoever may not use its number any more, since that was given to
/// others or the account was moved, leaves it then. All of it within a write that holds the conversation.
/// </summary>
internal sealed class Attendance(
    TrunklineDb db,
    Participations participations,
    Recipients recipients,
    TellParticipants tell,
    TimeProvider time
)
{
    /// <summary>Where this account says something: whoever has lost the number leaves. Answers who takes part then.</summary>
    public async Task<IReadOnlyList<AccountId>> LetLeaveAsync(
        Conversation conversation,
        AccountId speaker,
        CancellationToken cancellation
    )
    {
        var people = await participations.PeopleAsync(conversation.Id, cancellation);
        var leaving = await WithoutNumberAsync(conversation, [.. people.Where(one => one != speaker)], cancellation);
        await LeaveAsync(conversation.Id, leaving, cancellation);
        return [.. people.Except(leaving)];
    }

    /// <summary>
    /// For somebody who is to go on with it alone: true, and whoever was in it has left, unless one of them may use the number still.
    /// </summary>
    public async Task<bool> TryFreeAsync(Conversation conversation, CancellationToken cancellation)
    {
        var people = await participations.PeopleAsync(conversation.Id, cancellation);
        var leaving = await WithoutNumberAsync(conversation, people, cancellation);
        if (leaving.Count < people.Count)
            return false;
        await LeaveAsync(conversation.Id, leaving, cancellation);
        return true;
    }

    public async Task LeaveAsync(
        ConversationId conversation,
        IReadOnlyCollection<AccountId> people,
        CancellationToken cancellation
    )
    {
        if (people.Count == 0)
            return;
        var now = time.GetUtcNow();
        // At once, before this write marks what is unread to those who stay.
        await db
            .Participants.Where(one => one.ConversationId == conversation && people.Contains(one.AccountId))
            .ExecuteUpdateAsync(
                change => change.SetProperty(one => one.LeftAt, now).SetProperty(one => one.HasUnread, false),
                cancellation
            );
        tell.Changed(people, conversation);
    }

    public async Task<IReadOnlyList<Participant>> JoinAsync(
        Conversation conversation,
        IReadOnlyCollection<AccountId> people,
        DateTimeOffset seesFrom,
        CancellationToken cancellation
    )
    {
        if (people.Count == 0)
            return [];
        var returned = await ReturnAsync(conversation, people, seesFrom, cancellation);
        var joined = people
            .Except(returned.Select(one => one.AccountId))
            .Select(account => Participant.In(conversation, account, seesFrom))
            .ToList();
        db.AddRange(joined);
        return [.. returned, .. joined];
    }

    /// <summary>Those of these people who had left take part once more.</summary>
    public async Task<IReadOnlyList<Participant>> ReturnAsync(
        Conversation conversation,
        IReadOnlyCollection<AccountId> people,
        DateTimeOffset seesFrom,
        CancellationToken cancellation
    )
    {
        var returning = await db
            .Participants.IgnoreQueryFilters([ParticipantTable.Present])
            .Where(one => one.ConversationId == conversation.Id && people.Contains(one.AccountId))
            .ToListAsync(cancellation);
        returning.ForEach(one => one.Return(conversation, seesFrom));
        return returning;
    }

    // Of a number that was removed in this moment nobody has lost the use to another.
    private async Task<IReadOnlyList<AccountId>> WithoutNumberAsync(
        Conversation conversation,
        IReadOnlyList<AccountId> people,
        CancellationToken cancellation
    )
    {
        if (people.Count == 0)
            return [];
        var at = await recipients.AtAsync(conversation.Channel, conversation.NumberId, people, cancellation);
        return at.IsThere ? [.. people.Where(one => !at.Uses(one))] : [];
    }
}
