using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Threads;

/// <summary>Loads conversations for the account that makes this request and takes part in them.</summary>
internal sealed class ConversationAccess(Participations participations, ICaller caller)
{
    public AccountId Account => AccountId.Of(caller.Actor!.Id);

    public Task<Result<Participation>> AccessAsync(ConversationId id, CancellationToken cancellation) =>
        participations.AccessAsync(id, Account, cancellation);

    public Task<Result<Participation>> AccessToWriteAsync(ConversationId id, CancellationToken cancellation) =>
        participations.AccessToWriteAsync(id, Account, cancellation);
}
