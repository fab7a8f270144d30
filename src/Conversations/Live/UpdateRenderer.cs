using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Pages;
using Trunkline.Conversations.Sending;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Http;
using Trunkline.Platform.Live;

namespace Trunkline.Conversations.Live;

/// <summary>
/// Renders updates from the state as it is now, with the components of the page itself. However many are told together,
/// what they show is read with the same few questions.
/// </summary>
internal sealed class UpdateRenderer(
    Participations participations,
    ConversationList list,
    MessageList messages,
    ReadThread threads,
    ReadDetails details,
    CheckSending check,
    Channels channels,
    Fragments fragments,
    TimeProvider time
) : ILiveRenderer
{
    public IReadOnlyCollection<string> Kinds { get; } = [TellParticipants.UpdateKind];

    public async Task<IReadOnlyList<string?>> RenderAsync(IReadOnlyList<LiveEvent> told, CancellationToken cancellation)
    {
        var updates = told.Select(one => one.Read<ConversationUpdate>()).ToList();
        var state = await ReadAsync(AccountId.Of(told[0].Person), updates, cancellation);
        var parts = UpdateParts.Of(updates);
        var models = updates.Zip(parts, (update, shows) => Find(update, shows, state)).ToList();
        // It is one number for the whole page, so the last that changes it says it.
        if (
            models.FindLastIndex(model => model is { Conversation: not null } or { HasLeft: true }) is >= 0 and var last
        )
            models[last] = models[last]! with { Unread = state.Unread };
        var shown = new List<string?>(updates.Count);
        foreach (var model in models)
            shown.Add(
                model is null
                    ? null
                    : await fragments.RenderAsync<LiveUpdate>(
                        new Dictionary<string, object?> { [nameof(LiveUpdate.Update)] = model }
                    )
            );
        return shown;
    }

    private async Task<State> ReadAsync(
        AccountId account,
        IReadOnlyList<ConversationUpdate> updates,
        CancellationToken cancellation
    )
    {
        var ids = updates.Select(one => one.Conversation).Distinct().ToList();
        var told = updates.Select(one => one.Message).OfType<MessageId>().Distinct().ToList();
        var arrived = updates.Where(one => one.New).Select(one => one.Message).OfType<MessageId>().Distinct().ToList();
        var views = await list.FindAsync(account, ids, cancellation);
        var changed = updates
            .Where(one => one.Facts && views.ContainsKey(one.Conversation))
            .Select(one => views[one.Conversation])
            .Distinct()
            .ToList();
        return new(
            views,
            await messages.PlacesAsync(account, told, arrived, cancellation),
            await ZonesAsync(account, changed, cancellation),
            changed.Count == 0
                ? new Dictionary<ConversationId, DetailsPane.Model>()
                : await details.ReadAsync(account, changed, cancellation),
            await list.CountUnreadAsync(account, cancellation),
            time.GetUtcNow()
        );
    }

    private async Task<IReadOnlyDictionary<ConversationId, ComposerZone.Model>> ZonesAsync(
        AccountId account,
        IReadOnlyList<ConversationView> changed,
        CancellationToken cancellation
    )
    {
        var zones = new Dictionary<ConversationId, ComposerZone.Model>();
        if (changed.Count == 0)
            return zones;
        var taking = await participations.AccessAsync([.. changed.Select(one => one.Id)], account, cancellation);
        var views = changed.ToDictionary(one => one.Id);
        foreach (var channel in taking.Values.GroupBy(one => one.Conversation.Channel))
        {
            var sender = await check.CheckSenderAsync(channels[channel.Key], account, cancellation);
            foreach (var one in channel)
                zones[one.Conversation.Id] = await threads.ZoneAsync(
                    one,
                    views[one.Conversation.Id],
                    sender,
                    null,
                    cancellation
                );
        }
        return zones;
    }

    private static LiveUpdate.Model? Find(ConversationUpdate update, UpdateParts parts, State state)
    {
        if (!state.Views.TryGetValue(update.Conversation, out var view))
            return new(update.Conversation.ToString()) { HasLeft = true };
        var (added, before, changed) = parts.Message ? Item(update, view, state) : (null, null, null);
        if (!parts.Conversation && !parts.Facts && added is null && changed is null)
            return null;
        return new(view.Id.ToString())
        {
            Conversation = parts.Conversation
                ? new(RowText.Of(view, state.Now), ThreadText.Header(view, state.Now), update.New)
                : null,
            NewItem = added,
            NewItemBefore = before,
            ChangedItem = changed,
            Zone = parts.Facts ? state.Zones.GetValueOrDefault(view.Id) : null,
            Details = parts.Facts ? state.Details.GetValueOrDefault(view.Id) : null,
        };
    }

    private static (MessageItem.Model? Added, string? Before, MessageItem.Model? Changed) Item(
        ConversationUpdate update,
        ConversationView view,
        State state
    )
    {
        if (update.Message is not { } id || !state.Places.TryGetValue(id, out var place))
            return (null, null, null);
        // The page itself draws the lines between days.
        var item = ThreadText.Item(place.Here, place.Before, view, state.Now) with
        {
            Day = null,
        };
        if (!update.New)
            return (null, null, Alone(item));
        if (place.After is not { } after)
            return (item, null, null);
        // It came late, so it belongs further up, and the one after it now has another before it. Where the page does not reach
        // that far up, it is there when the page is loaded.
        var next = ThreadText.Item(after, place.Here, view, state.Now);
        return (item, next.Message, Alone(next));
    }

    private static MessageItem.Model Alone(MessageItem.Model item) =>
        item with
        {
            Day = null,
            UnreadFrom = null,
            Consent = null,
        };

    private sealed record State(
        IReadOnlyDictionary<ConversationId, ConversationView> Views,
        IReadOnlyDictionary<MessageId, MessagePlace> Places,
        IReadOnlyDictionary<ConversationId, ComposerZone.Model> Zones,
        IReadOnlyDictionary<ConversationId, DetailsPane.Model> Details,
        int Unread,
        DateTimeOffset Now
    );
}
