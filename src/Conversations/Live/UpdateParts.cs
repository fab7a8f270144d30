using Trunkline.Conversations.Contracts;

namespace Trunkline.Conversations.Live;

/// <summary>Which parts of the page an update shows.</summary>
/// <param name="Conversation">Its row in the list and the chips above the thread.</param>
/// <param name="Facts">The composer, which says whether one may write, and the details.</param>
internal readonly record struct UpdateParts(bool Conversation, bool Message, bool Facts)
{
    /// <summary>
    /// One for each of several updates that are told together. All of them are rendered from the same state, so what two of them
    /// would show alike is shown by one.
    /// </summary>
    public static IReadOnlyList<UpdateParts> Of(IReadOnlyList<ConversationUpdate> updates)
    {
        var conversations = new Dictionary<ConversationId, int>();
        var messages = new Dictionary<MessageId, int>();
        var facts = new Dictionary<ConversationId, int>();
        for (var place = 0; place < updates.Count; place++)
        {
            var update = updates[place];
            // With its newest message a conversation goes to the top of the list, not with the fate of an older one.
            if (update.New || !conversations.TryGetValue(update.Conversation, out var known) || !updates[known].New)
                conversations[update.Conversation] = place;
            // A message that is new has its whole fate with it.
            if (update.Message is { } id && (!messages.TryGetValue(id, out var first) || !updates[first].New))
                messages[id] = place;
            if (update.Facts)
                facts[update.Conversation] = place;
        }
        return
        [
            .. updates.Select(
                (update, place) =>
                    new UpdateParts(
                        conversations[update.Conversation] == place,
                        update.Message is { } id && messages[id] == place,
                        update.Facts && facts[update.Conversation] == place
                    )
            ),
        ];
    }
}
