using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Threads;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Receiving;

/// <summary>Gathers what <see cref="Reception"/> decides by, as it is in the present transaction.</summary>
internal sealed class Recipients(
    TrunklineDb db,
    IFeatureDecisions features,
    IAccountDirectory accounts,
    IOrganizations organizations
)
{
    public async Task<ReceptionDecision> DecideAsync(
        IMessageChannel channel,
        BusinessNumber? number,
        Conversation conversation,
        IReadOnlyCollection<AccountId> participants,
        CancellationToken cancellation
    )
    {
        var receivers = number?.Receivers.Where(one => !participants.Contains(one)).ToList() ?? [];
        var people = await accounts.FindAsync([.. participants, .. receivers], cancellation);
        var view = await features.NowAsync(cancellation);
        var tree = await organizations.NowAsync(cancellation);
        var acquainted = await AcquaintedAsync(conversation, receivers, cancellation);

        Candidate Assess(AccountId account)
        {
            if (number is null || !people.TryGetValue(account, out var person))
                return new(account, false, false, false);
            var uses = number.Account is { } owner
                ? owner == account
                : tree.IsWithin(person.Organization, number.Organization);
            return new(
                account,
                uses && person.MayUseTheApp && view.Decide(account.Actor, person.Organization, channel.Feature),
                view.Decide(account.Actor, person.Organization, ConversationFeatures.RestrictIncoming),
                acquainted.Contains(account)
            );
        }

        return Reception.Decide([.. participants.Select(Assess)], [.. receivers.Select(Assess)]);
    }

    private async Task<HashSet<AccountId>> AcquaintedAsync(
        Conversation conversation,
        List<AccountId> receivers,
        CancellationToken cancellation
    )
    {
        if (receivers.Count == 0)
            return [];
        var withCustomer = db
            .Conversations.Where(one =>
                one.CustomerId == conversation.CustomerId && one.Channel == conversation.Channel
            )
            .Select(one => one.Id);
        var acquainted = await db
            .Participants.Where(one => receivers.Contains(one.AccountId) && withCustomer.Contains(one.ConversationId))
            .Select(one => one.AccountId)
            .ToListAsync(cancellation);
        return [.. acquainted];
    }
}
