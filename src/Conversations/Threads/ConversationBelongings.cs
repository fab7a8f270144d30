using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

/// <summary>Who said something to a customer stays on the record by name, so such an account is suspended and never deleted.</summary>
internal sealed class ConversationBelongings(TrunklineDb db) : IAccountBelongings
{
    public async Task<IReadOnlyList<string>> OfAsync(AccountId account, CancellationToken cancellation)
    {
        var count = await db
            .Participants.IgnoreQueryFilters([ParticipantTable.Present])
            .CountAsync(one => one.AccountId == account, cancellation);
        return count switch
        {
            0 => [],
            1 => ["It takes part in a conversation, which stays on the record: suspend it instead."],
            _ => [$"It takes part in {count} conversations, which stay on the record: suspend it instead."],
        };
    }
}
