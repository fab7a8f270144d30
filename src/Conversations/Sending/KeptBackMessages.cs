using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

internal sealed class KeptBackMessages(
    TrunklineDb db,
    IAccountDirectory accounts,
    IFeatureDecisions features,
    TimeProvider time
) : IKeptBackMessages
{
    public async Task<IReadOnlyDictionary<MessageId, NotSendable>> CheckAsync(
        FeatureKey feature,
        IReadOnlyCollection<MessageId> messages,
        CancellationToken cancellation
    )
    {
        MessageId[] ids = [.. messages];
        var written = await db
            .Messages.Where(one => ids.Contains(one.Id) && one.Author != null)
            .Join(
                db.Conversations,
                message => message.ConversationId,
                conversation => conversation.Id,
                (message, conversation) =>
                    new Written(
                        message.Id,
                        message.Author!.Value,
                        message.Kind,
                        conversation.Consent,
                        conversation.LastInboundAt
                    )
            )
            .ToListAsync(cancellation);
        var refused = new Dictionary<MessageId, NotSendable>();
        if (written.Count == 0)
            return refused;
        var people = await accounts.FindAsync([.. written.Select(one => one.Author).Distinct()], cancellation);
        var view = await features.NowAsync(cancellation);
        foreach (var one in written)
            if (people.GetValueOrDefault(one.Author)?.MayUse(feature, view) is not true)
                refused[one.Id] = NotSendable.AuthorLostTheRight;
            else if (one.Consent is ConsentState.Declined or ConsentState.Stopped)
                refused[one.Id] = NotSendable.CustomerStopped;
            else if (one.Kind is MessageKind.Text && !Window.After(one.LastInboundAt).IsOpen(time.GetUtcNow()))
                refused[one.Id] = NotSendable.WindowClosed;
        return refused;
    }

    private sealed record Written(
        MessageId Id,
        AccountId Author,
        MessageKind Kind,
        ConsentState Consent,
        DateTimeOffset? LastInboundAt
    );
}
