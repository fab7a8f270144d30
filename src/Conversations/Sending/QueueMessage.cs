using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
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
        var address = await AddressOfAsync(conversation, cancellation);
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

    private async Task<CustomerAddress> AddressOfAsync(Conversation conversation, CancellationToken cancellation)
    {
        // A customer who came into being in this very write is not in the database yet.
        await db.SaveChangesAsync(cancellation);
        var identities = await db
            .Identities.Where(one => one.CustomerId == conversation.CustomerId && one.ValidTo == null)
            .OrderByDescending(one => one.ValidFrom)
            .Select(one => new { one.Kind, one.Value })
            .ToListAsync(cancellation);
        return new(
            identities.FirstOrDefault(one => one.Kind is IdentityName.Phone)?.Value,
            identities.FirstOrDefault(one => one.Kind is IdentityName.UserId)?.Value
        );
    }
}
