using System.Collections.Frozen;
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
    Channels channels,
    IFeatureDecisions features,
    IAccountDirectory accounts
)
{
    /// <summary>For any number of decisions about one business number within one transaction.</summary>
    public async Task<RecipientsOfNumber> AtAsync(
        string channel,
        BusinessNumberId number,
        IEnumerable<AccountId> participants,
        CancellationToken cancellation
    )
    {
        var found = await channels.FindNumberAsync(channel, number, cancellation);
        AccountId[] everybody = [.. participants.Union(found?.Receivers ?? [])];
        return new(
            channels[channel],
            found,
            await accounts.FindAsync(everybody, cancellation),
            await features.NowAsync(cancellation)
        );
    }

    /// <summary>For one conversation.</summary>
    public async Task<ReceptionDecision> DecideAsync(
        Conversation conversation,
        IReadOnlyCollection<AccountId> participants,
        CancellationToken cancellation
    )
    {
        var at = await AtAsync(conversation.Channel, conversation.NumberId, participants, cancellation);
        return at.Decide(participants, await AcquaintedAsync(conversation, at.Receivers, cancellation));
    }

    private async Task<HashSet<AccountId>> AcquaintedAsync(
        Conversation conversation,
        IReadOnlyList<AccountId> receivers,
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
            .Participants.IgnoreQueryFilters([ParticipantTable.Present])
            .Where(one => receivers.Contains(one.AccountId) && withCustomer.Contains(one.ConversationId))
            .Select(one => one.AccountId)
            .ToListAsync(cancellation);
        return [.. acquainted];
    }
}

/// <summary>Who may receive at one number, as of one moment.</summary>
internal sealed class RecipientsOfNumber(
    IMessageChannel channel,
    BusinessNumber? number,
    IReadOnlyDictionary<AccountId, AccountEntry> people,
    FeatureView features
)
{
    private readonly OrganizationMap tree = features.Organizations;

    public IReadOnlyList<AccountId> Receivers => number?.Receivers ?? [];

    /// <summary>Whether anybody there could be who receives, be it as one who knows the customer.</summary>
    public bool IsAnybodyAble(IEnumerable<AccountId> participants) =>
        participants.Concat(Receivers).Any(account => Assess(account, FrozenSet<AccountId>.Empty).Able);

    /// <param name="participants">Those who take part in the conversation already.</param>
    /// <param name="acquainted">Those who are in touch with the customer on this channel.</param>
    public ReceptionDecision Decide(IReadOnlyCollection<AccountId> participants, IReadOnlySet<AccountId> acquainted) =>
        Reception.Decide(
            [.. participants.Select(account => Assess(account, acquainted))],
            [
                .. Receivers
                    .Where(account => !participants.Contains(account))
                    .Select(account => Assess(account, acquainted)),
            ]
        );

    /// <summary>Whether there is such a number; it may have been removed in this moment.</summary>
    public bool IsThere => number is not null;

    /// <summary>Whether the number is the account's to use, whatever else keeps it from that for now.</summary>
    public bool Uses(AccountId account) =>
        number is not null
        && people.TryGetValue(account, out var person)
        && (number.Account is { } owner ? owner == account : tree.IsWithin(person.Organization, number.Organization));

    private Candidate Assess(AccountId account, IReadOnlySet<AccountId> acquainted)
    {
        if (!Uses(account))
            return new(account, false, false, false, false);
        var person = people[account];
        return new(
            account,
            true,
            person.MayUse(channel.Feature, features),
            features.Decide(account.Actor, person.Organization, ConversationFeatures.RestrictIncoming),
            acquainted.Contains(account)
        );
    }
}
