using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

/// <summary>Stores an outgoing message and hands it to the channel's outbox, in the caller's write: both or neither.</summary>
internal sealed class QueueMessage(TrunklineDb db, Channels channels)
{
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
        await channels[conversation.Channel]
            .QueueAsync(
                new OutgoingMessage(message.Id, conversation.Id, conversation.NumberId, content, message.StoredAt),
                cancellation
            );
    }
}
