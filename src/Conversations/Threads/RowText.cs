using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Pages;
using Trunkline.Ui.Contracts;

namespace Trunkline.Conversations.Threads;

/// <summary>What a conversation says in one row of the list.</summary>
internal static class RowText
{
    private static readonly TimeSpan ClosingSoon = TimeSpan.FromHours(2);

    public static InboxRow.Model Of(ConversationView view, DateTimeOffset now, ConversationId? current = null)
    {
        var (mark, tone, symbol) = Mark(view, now);
        return new(
            view.Id.ToString(),
            view.Name,
            Preview(view.Last, view.Viewer),
            view.ActiveAt,
            view.Unread,
            Tick(view.Last),
            mark,
            tone,
            symbol,
            view.Id == current
        );
    }

    public static string Preview(LastMessage? last, AccountId viewer) =>
        last switch
        {
            null => "",
            { Revoked: true } => "Deleted by the customer",
            { Kind: MessageKind.Reaction } => $"Reacted {last.Text}",
            { Kind: MessageKind.Unsupported } => last.Text.Length > 0
                ? last.Text
                : $"Unsupported message ({last.Detail})",
            { Kind: MessageKind.Template, Detail: MessageTemplate.ConsentRequestName } => "Consent request sent",
            { Kind: MessageKind.Automatic } => $"Automatic: {last.Text}",
            { Direction: MessageDirection.Outgoing } => $"{(last.Author == viewer ? "You" : "Colleague")}: {last.Text}",
            _ => last.Text,
        };

    private static TickState? Tick(LastMessage? last) =>
        last is { Direction: MessageDirection.Outgoing } ? Ticks.Of(last.State) : null;

    private static (string? Mark, Tone Tone, string? Symbol) Mark(ConversationView view, DateTimeOffset now) =>
        (view.Last is { Direction: MessageDirection.Outgoing } last ? last.State : (MessageState?)null) switch
        {
            MessageState.Failed => ("Not delivered", Tone.Danger, "alert-circle"),
            MessageState.OutcomeUnknown => ("Unconfirmed", Tone.Warning, "help"),
            _ => view.Consent switch
            {
                ConsentState.Requested => ("Asked", Tone.Warning, "hourglass"),
                ConsentState.Declined => ("Declined", Tone.Danger, "ban"),
                ConsentState.Stopped => ("Stopped", Tone.Danger, "ban"),
                ConsentState.None => (null, Tone.Neutral, null),
                _ => (view.Window.ClosesAt - now) switch
                {
                    { } left when left <= TimeSpan.Zero => ("Closed", Tone.Neutral, "clock"),
                    { } left when left < ClosingSoon => ("Closing soon", Tone.Warning, "clock"),
                    _ => (null, Tone.Neutral, null),
                },
            },
        };
}

internal static class Ticks
{
    /// <summary>Null where no tick says it: an unknown outcome is written in words.</summary>
    public static TickState? Of(MessageState state) =>
        state switch
        {
            MessageState.Queued => TickState.Sending,
            MessageState.Sending => TickState.Sending,
            MessageState.Sent => TickState.Sent,
            MessageState.Delivered => TickState.Delivered,
            MessageState.Read => TickState.Read,
            MessageState.Played => TickState.Played,
            MessageState.Failed => TickState.Failed,
            MessageState.OutcomeUnknown => null,
        };
}
