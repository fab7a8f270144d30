using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Threads;

/// <summary>A conversation as somebody who takes part in it may use it; having it is the proof.</summary>
internal sealed record Participation(Conversation Conversation, Participant Participant)
{
    public AccountId Account => Participant.AccountId;
}

/// <summary>Loads conversations through the participation of whoever asks: to everybody else there is no such conversation.</summary>
internal sealed class Participations(TrunklineDb db)
{
    public async Task<Result<Participation>> AccessAsync(
        ConversationId id,
        AccountId account,
        CancellationToken cancellation
    )
    {
        var found = await Taking(account).SingleOrDefaultAsync(one => one.Conversation.Id == id, cancellation);
        return found is null ? new NotFound("conversation") : found.Participation;
    }

    /// <summary>Those of these conversations in which the account takes part.</summary>
    public async Task<IReadOnlyDictionary<ConversationId, Participation>> AccessAsync(
        IReadOnlyCollection<ConversationId> ids,
        AccountId account,
        CancellationToken cancellation
    )
    {
        var found = await Taking(account).Where(one => ids.Contains(one.Conversation.Id)).ToListAsync(cancellation);
        return found.ToDictionary(one => one.Conversation.Id, one => one.Participation);
    }

    public async Task<List<AccountId>> PeopleAsync(ConversationId id, CancellationToken cancellation) =>
        await db
            .Participants.Where(one => one.ConversationId == id)
            .Select(one => one.AccountId)
            .ToListAsync(cancellation);

    private IQueryable<Row> Taking(AccountId account) =>
        from participant in db.Participants
        where participant.AccountId == account
        join conversation in db.Conversations on participant.ConversationId equals conversation.Id
        select new Row { Conversation = conversation, Participant = participant };

    private sealed class Row
    {
        public required Conversation Conversation { get; init; }
        public required Participant Participant { get; init; }
        public Participation Participation => new(Conversation, Participant);
    }
}

/// <summary>The same for the account that makes this request.</summary>
internal sealed class ConversationAccess(Participations participations, ICaller caller)
{
    public AccountId Account => AccountId.Of(caller.Actor!.Id);

    public Task<Result<Participation>> AccessAsync(ConversationId id, CancellationToken cancellation) =>
        participations.AccessAsync(id, Account, cancellation);

    public Task<List<AccountId>> ParticipantsAsync(ConversationId id, CancellationToken cancellation) =>
        participations.PeopleAsync(id, cancellation);
}
