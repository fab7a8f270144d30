using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
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
    public async Task<IReadOnlyDictionary<MessageId, NotSendable>> CheckAsync(
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
                        conversation.Consent,
                        conversation.LastInboundAt
                    )
            )
            .ToListAsync(cancellation);
        var refused = new Dictionary<MessageId, NotSendable>();
        // A read receipt is no message.
        if (written.Count == 0)
            return refused;
        var authors = written.Select(one => one.Author).OfType<AccountId>().Distinct().ToList();
        var people = await accounts.FindAsync(authors, cancellation);
        var view = await features.NowAsync(cancellation);
        foreach (var one in written)
            if (one.Author is { } author && people.GetValueOrDefault(author)?.MayUse(feature, view) is not true)
                refused[one.Id] = NotSendable.AuthorLostTheRight;
            else if (one.IsUnwanted)
                refused[one.Id] = NotSendable.CustomerStopped;
            else if (one.NeedsWindow && !Window.After(one.LastInboundAt).IsOpen(time.GetUtcNow()))
                refused[one.Id] = NotSendable.WindowClosed;
        return refused;
    }

    private sealed record Written(
        MessageId Id,
        AccountId? Author,
        MessageKind Kind,
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
