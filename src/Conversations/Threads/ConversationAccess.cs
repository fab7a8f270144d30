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
        var participant = await db.Participants.SingleOrDefaultAsync(
            one => one.ConversationId == id && one.AccountId == account,
            cancellation
        );
        return participant is null
            ? new NotFound("conversation")
            : new Participation(await db.Conversations.SingleAsync(one => one.Id == id, cancellation), participant);
    }

    public async Task<List<AccountId>> PeopleAsync(ConversationId id, CancellationToken cancellation) =>
        await db
            .Participants.Where(one => one.ConversationId == id)
            .Select(one => one.AccountId)
            .ToListAsync(cancellation);
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
