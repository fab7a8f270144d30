using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

internal static class UnreadMarks
{
    /// <summary>
    /// Everybody who is stored as taking part in these conversations has something unread in them; whoever joins in the same write is to
    /// be marked by its caller. Within a write that holds the conversations, or whoever reads them in this moment would take the
    /// mark away again.
    /// </summary>
    public static async Task MarkUnreadAsync(
        this TrunklineDb db,
        IReadOnlyCollection<ConversationId> conversations,
        CancellationToken cancellation
    )
    {
        if (conversations.Count > 0)
            await db
                .Participants.Where(one => conversations.Contains(one.ConversationId) && !one.HasUnread)
                .ExecuteUpdateAsync(change => change.SetProperty(one => one.HasUnread, true), cancellation);
    }
}
