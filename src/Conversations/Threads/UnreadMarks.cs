using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

/// <summary>
/// Within one write, which holds the conversations that are watched: whoever takes part where it shows more of the customer's messages
/// has something unread there afterwards.
/// </summary>
internal sealed class UnreadMarks(TrunklineDb db)
{
    private readonly Dictionary<Conversation, (int Shown, bool SomebodyHasReadAll)> before = [];
    private readonly List<Participant> joined = [];

    /// <summary>Before more of it is shown.</summary>
    /// <param name="somebodyHasReadAll">False where it is known that nobody who takes part already has: then nothing is written.</param>
    public void Watch(Conversation conversation, bool somebodyHasReadAll) =>
        before[conversation] = (conversation.IncomingCount, somebodyHasReadAll);

    /// <summary>Takes part from this write on.</summary>
    public void Joined(Participant participant) => joined.Add(participant);

    /// <summary>Once everything is shown.</summary>
    public async Task SetAsync(CancellationToken cancellation)
    {
        var shown = before.Where(one => one.Key.IncomingCount > one.Value.Shown).ToList();
        var ids = shown.Select(one => one.Key.Id).ToHashSet();
        foreach (var participant in joined.Where(one => ids.Contains(one.ConversationId)))
            participant.MarkUnread();
        ConversationId[] stored = [.. shown.Where(one => one.Value.SomebodyHasReadAll).Select(one => one.Key.Id)];
        if (stored.Length > 0)
            await db
                .Participants.Where(one => stored.Contains(one.ConversationId) && !one.HasUnread)
                .ExecuteUpdateAsync(change => change.SetProperty(one => one.HasUnread, true), cancellation);
    }
}
