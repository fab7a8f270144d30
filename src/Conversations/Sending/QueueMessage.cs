using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

/// <summary>Stores an outgoing message and hands it to the channel's outbox, in the caller's write: both or neither.</summary>
internal sealed class QueueMessage(TrunklineDb db, Channels channels)
{
    // Merging two customers is a person's decision, so the names stay with whoever has them.
    private static readonly DeliveryFailure Nowhere = new(
        "no-address",
        "The customer goes by another number now, which another conversation has. Continue there.",
        null,
        MayRetry: false
    );

    public async Task QueueAsync(
        Conversation conversation,
        Message message,
        OutgoingContent content,
        CancellationToken cancellation
    )
    {
        db.Add(message);
        if (message.IsShown())
            conversation.Show(message);
        // A customer who came into being in this very write is not in the database yet.
        await db.SaveChangesAsync(cancellation);
        var address = await db.AddressOfAsync(conversation.CustomerId, cancellation);
        if (address is { Phone: null, UserId: null })
        {
            message.Happened(new(message.Id, DeliveryEvent.Failed, message.At) { Failure = Nowhere });
            return;
        }
        await channels[conversation.Channel]
            .QueueAsync(
                new OutgoingMessage(
                    message.Id,
                    conversation.Id,
                    conversation.NumberId,
                    address,
                    content,
                    message.StoredAt
                ),
                cancellation
            );
    }
}
