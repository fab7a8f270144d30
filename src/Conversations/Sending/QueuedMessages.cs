using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

internal sealed class QueuedMessages(
    TrunklineDb db,
    IAccountDirectory accounts,
    IFeatureDecisions features,
    TimeProvider time
) : IQueuedMessages
{
    public async Task<IReadOnlyDictionary<MessageId, QueuedMessage>> CheckAsync(
        FeatureKey feature,
        IReadOnlyCollection<MessageId> messages,
        CancellationToken cancellation
    )
    {
        MessageId[] ids = [.. messages];
        var written = await db
            .Messages.Where(one => ids.Contains(one.Id))
            .Join(
                db.Conversations,
                message => message.ConversationId,
                conversation => conversation.Id,
                (message, conversation) =>
                    new Written(
                        message.Id,
                        message.Author,
                        message.Kind,
                        conversation.CustomerId,
                        conversation.Consent,
                        conversation.LastInboundAt
                    )
            )
            .ToListAsync(cancellation);
        // A read receipt is no message.
        if (written.Count == 0)
            return new Dictionary<MessageId, QueuedMessage>();
        var authors = written.Select(one => one.Author).OfType<AccountId>().Distinct().ToList();
        var people = await accounts.FindAsync(authors, cancellation);
        var view = await features.NowAsync(cancellation);
        var addresses = await db.AddressesOfAsync([.. written.Select(one => one.Customer).Distinct()], cancellation);
        return written.ToDictionary(
            one => one.Id,
            one =>
            {
                var to = addresses[one.Customer];
                var mayWrite =
                    one.Author is not { } author || people.GetValueOrDefault(author)?.MayUse(feature, view) is true;
                return new QueuedMessage(Refusal(one, mayWrite, to), to, one.LastInboundAt);
            }
        );
    }

    private NotSendable? Refusal(Written one, bool mayWrite, CustomerAddress to) =>
        !mayWrite ? NotSendable.AuthorLostTheRight
        : one.IsUnwanted ? NotSendable.CustomerStopped
        : one.NeedsWindow && !Window.After(one.LastInboundAt).IsOpen(time.GetUtcNow()) ? NotSendable.WindowClosed
        : to is { Phone: null, UserId: null } ? NotSendable.NoAddress
        : null;

    private sealed record Written(
        MessageId Id,
        AccountId? Author,
        MessageKind Kind,
        CustomerId Customer,
        ConsentState Consent,
        DateTimeOffset? LastInboundAt
    )
    {
        // That the wish was heard is told all the same.
        public bool IsUnwanted =>
            Consent is ConsentState.Declined or ConsentState.Stopped && Kind is not MessageKind.Automatic;

        public bool NeedsWindow => Kind is MessageKind.Text or MessageKind.Automatic;
    }
}
