using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Pages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Http;
using Trunkline.Platform.Live;

namespace Trunkline.Conversations.Live;

internal enum MessageChange
{
    None,
    New,
    Changed,
}

/// <summary>
/// Renders an update for one person from the state as it is now, with the components of the page itself. What is told together
/// is rendered in one scope: whatever several updates show is read once.
/// </summary>
internal sealed class RenderUpdate(
    Participations participations,
    ReadThread threads,
    ConversationList list,
    MessageList messages,
    Fragments fragments,
    TimeProvider time
)
{
    private readonly Dictionary<(AccountId, ConversationId), Seen?> seen = [];
    private readonly Dictionary<AccountId, int> unread = [];

    public async Task<string?> RenderAsync(
        LiveEvent told,
        MessageChange change,
        bool zone,
        CancellationToken cancellation
    )
    {
        var update = told.Read<ConversationUpdate>();
        var account = AccountId.Of(told.Person);
        // Whoever takes part no more is told nothing more.
        if (await SeeAsync(account, update.Conversation, cancellation) is not var (participation, view))
            return null;
        var now = time.GetUtcNow();
        var (added, changed) = await ItemsAsync(participation, view, update.Message, change, now, cancellation);
        return await fragments.RenderAsync<LiveUpdate>(
            new Dictionary<string, object?>
            {
                [nameof(LiveUpdate.Update)] = new LiveUpdate.Model(
                    RowText.Of(view, now),
                    ThreadText.Header(view, now),
                    await CountUnreadAsync(account, cancellation),
                    added,
                    changed,
                    zone ? await threads.ZoneAsync(participation, view, null, cancellation) : null
                ),
            }
        );
    }

    private async Task<Seen?> SeeAsync(AccountId account, ConversationId id, CancellationToken cancellation)
    {
        if (seen.TryGetValue((account, id), out var known))
            return known;
        var accessed = await participations.AccessAsync(id, account, cancellation);
        return seen[(account, id)] = accessed.Succeeded
            ? new(accessed.Value, (await list.FindAsync(account, id, cancellation))!)
            : null;
    }

    private async Task<int> CountUnreadAsync(AccountId account, CancellationToken cancellation)
    {
        if (!unread.TryGetValue(account, out var count))
            unread[account] = count = await list.CountUnreadAsync(account, cancellation);
        return count;
    }

    private async Task<(MessageItem.Model? Added, IReadOnlyList<MessageItem.Model> Changed)> ItemsAsync(
        Participation participation,
        ConversationView view,
        MessageId? id,
        MessageChange change,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (
            change is MessageChange.None
            || id is null
            || await messages.PlaceAsync(participation, id.Value, cancellation)
                is not var (message, earlier, before, after)
        )
            return (null, []);
        var item = ThreadText.Item(message, before, after, view, now);
        // A message of days ago belongs further up; it is there when the page is loaded.
        if (change is MessageChange.Changed || after is not null && after.Message.StoredAt < message.Message.StoredAt)
            return (null, [Alone(item)]);
        // The one before ends its group no more; alone it would keep its time and tick.
        if (before is null || item.First)
            return (item, []);
        return (item, [Alone(ThreadText.Item(before, earlier, message, view, now))]);
    }

    private static MessageItem.Model Alone(MessageItem.Model item) =>
        item with
        {
            Day = null,
            UnreadFrom = null,
            Consent = null,
        };

    private sealed record Seen(Participation Participation, ConversationView View);
}

internal sealed class NewMessageRenderer(RenderUpdate render) : ILiveRenderer
{
    public string Kind => TellParticipants.NewMessageKind;

    public Task<string?> RenderAsync(LiveEvent liveEvent, CancellationToken cancellation) =>
        render.RenderAsync(liveEvent, MessageChange.New, false, cancellation);
}

internal sealed class ChangedMessageRenderer(RenderUpdate render) : ILiveRenderer
{
    public string Kind => TellParticipants.ChangedMessageKind;

    public Task<string?> RenderAsync(LiveEvent liveEvent, CancellationToken cancellation) =>
        render.RenderAsync(liveEvent, MessageChange.Changed, false, cancellation);
}

internal sealed class ConversationRenderer(RenderUpdate render) : ILiveRenderer
{
    public string Kind => TellParticipants.ConversationKind;

    public Task<string?> RenderAsync(LiveEvent liveEvent, CancellationToken cancellation) =>
        render.RenderAsync(liveEvent, MessageChange.None, true, cancellation);
}

internal sealed class ReadRenderer(RenderUpdate render) : ILiveRenderer
{
    public string Kind => TellParticipants.ReadKind;

    public Task<string?> RenderAsync(LiveEvent liveEvent, CancellationToken cancellation) =>
        render.RenderAsync(liveEvent, MessageChange.None, false, cancellation);
}

/// <summary>Entry points, composers and reasons may all be different now, so the page fetches itself anew; drafts stay on the device.</summary>
internal sealed class FeatureRenderer : ILiveRenderer
{
    public string Kind => TellParticipants.FeatureKind;

    public Task<string?> RenderAsync(LiveEvent liveEvent, CancellationToken cancellation) =>
        Task.FromResult<string?>("""<turbo-stream action="refresh"></turbo-stream>""");
}
