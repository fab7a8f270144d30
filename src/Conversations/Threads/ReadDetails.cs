using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Pages;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

/// <summary>What a participant sees beside a conversation: who the customer is, who takes part, and how consent came about.</summary>
internal sealed class ReadDetails(TrunklineDb db, Channels channels, IAccountDirectory accounts)
{
    private const int MostFacts = 20;

    /// <summary>Of however many conversations of one account with the same few questions.</summary>
    public async Task<IReadOnlyDictionary<ConversationId, DetailsPane.Model>> ReadAsync(
        AccountId account,
        IReadOnlyCollection<ConversationView> views,
        CancellationToken cancellation
    )
    {
        var ids = views.Select(one => one.Id).ToList();
        var numbers = await channels.FindNumbersAsync(views, cancellation);
        var taking = await db
            .Participants.Where(one => ids.Contains(one.ConversationId))
            .Select(one => new { one.ConversationId, one.AccountId })
            .ToListAsync(cancellation);
        var people = await accounts.FindAsync([.. taking.Select(one => one.AccountId).Distinct()], cancellation);
        var names = taking.ToLookup(one => one.ConversationId, one => people.GetValueOrDefault(one.AccountId)?.Name);
        var facts = (await FactsAsync(account, ids, cancellation)).ToLookup(fact => fact.ConversationId);
        return views.ToDictionary(
            view => view.Id,
            view => new DetailsPane.Model(
                view.Id.ToString(),
                view.Name,
                view.ProfileName,
                view.Username,
                view.Phone is null ? null : PhoneText.Of(view.Phone),
                numbers.TryGetValue(view.NumberId, out var number) ? $"{number.Display}, {number.BusinessName}" : "",
                [.. names[view.Id].OfType<string>().Order(StringComparer.Ordinal)],
                [
                    .. facts[view.Id]
                        .OrderByDescending(fact => fact.At)
                        .Select(fact => new DetailsPane.Fact(
                            ThreadText.ConsentLine(fact.Reason, view.Name).Line ?? "Asked for consent",
                            fact.At
                        )),
                ]
            )
        );
    }

    // Those whose message the account may see, by when it was stored: the moment of what a customer said is the provider's.
    private async Task<List<ConsentFact>> FactsAsync(
        AccountId account,
        IReadOnlyCollection<ConversationId> ids,
        CancellationToken cancellation
    )
    {
        // The ids twice, or those of all conversations would be numbered.
        var newest = db
            .ConsentFacts.Where(fact => ids.Contains(fact.ConversationId))
            .OrderByDescending(fact => fact.At);
        return await (
            from participant in db.Participants
            where participant.AccountId == account && ids.Contains(participant.ConversationId)
            from fact in newest.Where(one => one.ConversationId == participant.ConversationId).Take(MostFacts)
            join message in db.Messages on fact.MessageId equals message.Id
            where message.StoredAt >= participant.SeesFrom
            select fact
        ).ToListAsync(cancellation);
    }
}
