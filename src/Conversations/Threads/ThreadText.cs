using System.Globalization;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Customers;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Pages;
using Trunkline.Platform.Data;
using Trunkline.Ui.Contracts;

namespace Trunkline.Conversations.Threads;

/// <summary>What a thread says: its chips and its messages in words.</summary>
internal static class ThreadText
{
    private static readonly TimeSpan ClosingSoon = TimeSpan.FromHours(2);
    private const int LongestQuote = 160;
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(2);

    public static ThreadChips.Model Header(ConversationView view, DateTimeOffset now)
    {
        var (consent, tone, symbol, hint) = Consent(view.Consent);
        var (window, windowTone, hoursLeft, change) = Window(view, now);
        return new(
            view.Id.ToString(),
            now,
            view.Name,
            view.Phone is null ? CustomerName.PhoneHidden : PhoneText.Of(view.Phone),
            consent,
            tone,
            symbol,
            hint,
            window,
            windowTone,
            view.Window.ClosesAt is { } closes
                ? "Free text is possible until "
                    + closes.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)
                : null,
            view.Window.ClosesAt,
            hoursLeft,
            change?.ToUnixTimeMilliseconds()
        );
    }

    public static IReadOnlyList<MessageItem.Model> Items(
        IReadOnlyList<MessageView> messages,
        MessageView? before,
        ConversationView view,
        DateTimeOffset? readUpTo,
        DateTimeOffset now
    )
    {
        var items = new List<MessageItem.Model>(messages.Count);
        var unread = readUpTo is { } upTo
            ? messages.Count(one => !one.Message.IsOutgoing && one.Message.StoredAt > upTo)
            : 0;
        for (var index = 0; index < messages.Count; index++)
        {
            var previous = index == 0 ? before : messages[index - 1];
            var item = Item(messages[index], previous, view, now);
            if (unread > 0 && !messages[index].Message.IsOutgoing && messages[index].Message.StoredAt > readUpTo)
            {
                item = item with { UnreadFrom = Unread(unread, view.Unread) };
                unread = 0;
            }
            items.Add(item);
        }
        return items;
    }

    private static string Unread(int here, int all) =>
        all > here ? $"{all} new, {all - here} of them further up" : $"{here} new";

    public static MessageItem.Model Item(
        MessageView shown,
        MessageView? previous,
        ConversationView view,
        DateTimeOffset now
    )
    {
        var message = shown.Message;
        var day = DateOnly.FromDateTime(message.At.UtcDateTime);
        var newDay = previous is null || DateOnly.FromDateTime(previous.Message.At.UtcDateTime) != day;
        var item = new MessageItem.Model(message.Id.ToString())
        {
            At = message.At,
            Day = newDay ? day : null,
            DayLabel = newDay ? DayLabel(day, DateOnly.FromDateTime(now.UtcDateTime)) : null,
            Outgoing = message.IsOutgoing,
            Sender =
                !message.IsOutgoing ? view.Name
                : message.Author == view.Viewer ? "You"
                : shown.AuthorName ?? "Trunkline",
            First = newDay || !Joins(previous, shown),
            // At a shared number several people answer; one's own words need no name.
            Colleague = message.Author is { } author && author != view.Viewer ? shown.AuthorName : null,
        };
        item = WithConsent(item, shown.Consent, view.Name);
        if (message.Kind is MessageKind.Reaction)
            return item with
            {
                Line =
                    $"{view.Name} reacted {message.Text}"
                    + (shown.Quote is null ? "" : $" to “{Shorten(shown.Quote)}”"),
                LineSymbol = "mood-smile",
            };
        if (message.RevokedAt is not null)
            return item with { Placeholder = "The customer deleted this message.", Note = "Deleted" };
        item = item with
        {
            Text = message.Text,
            Quote = shown.Quote is null ? null : Shorten(shown.Quote),
            Reaction = shown.CustomerReaction,
            Buttons = message.Buttons?.Split('\n') ?? [],
            Note = Note(message),
            Placeholder =
                message.Kind is MessageKind.Unsupported
                    ? $"Unsupported message ({message.Detail}). Ask the customer to send it as text."
                    : null,
        };
        return message.IsOutgoing ? WithFate(item, shown, view.Id) : item;
    }

    private static MessageItem.Model WithFate(MessageItem.Model item, MessageView shown, ConversationId conversation)
    {
        var message = shown.Message;
        var address = $"/app/conversations/{conversation}/messages";
        item = item with { State = Ticks.Of(message.State) };
        if (message.Progress.ReportedFailedToo)
            item = item with { Note = Join(item.Note, $"later reported as failed ({message.Progress.Failure?.Code})") };
        if (message.State is MessageState.OutcomeUnknown)
            return item with
            {
                Failure =
                    "It is not known whether this went out. "
                    + (
                        shown.Retried ? "It was sent again."
                        : message.MayBeRetried ? "Ask the customer before you send it again."
                        : "After a day you can ask again."
                    ),
                RetryAction = RetryOf(shown, address),
            };
        if (message.State is not MessageState.Failed)
            return item;
        var failure = message.Progress.Failure;
        var repeatable = !shown.Retried && message.Kind is MessageKind.Text or MessageKind.Template;
        return item with
        {
            Failure =
                "Not delivered: "
                + (failure?.Sentence ?? "the reason is not known.")
                + (shown.Retried ? " It was sent again." : ""),
            FailureCode = failure?.Code,
            RetryAction = RetryOf(shown, address),
            TemplateAction = repeatable && failure is { NeedsTemplate: true } ? address : null,
        };
    }

    private static string? RetryOf(MessageView shown, string address) =>
        shown.Message.MayBeRetried && !shown.Retried ? $"{address}/{shown.Message.Id}/retries" : null;

    private static MessageItem.Model WithConsent(MessageItem.Model item, ConsentReason? reason, string name) =>
        reason is { } known && ConsentLine(known, name) is var (line, symbol) && line is not null
            ? item with
            {
                Consent = line,
                ConsentSymbol = symbol,
            }
            : item;

    public static (string? Line, string Symbol) ConsentLine(ConsentReason reason, string name) =>
        reason switch
        {
            ConsentReason.CustomerAgreed => ($"{name} agreed to be messaged", "user-check"),
            ConsentReason.CustomerDeclined => ($"{name} does not want to be messaged", "ban"),
            ConsentReason.CustomerStopped => ($"{name} ended the messages", "ban"),
            ConsentReason.CustomerWroteFirst => ($"{name} wrote first, so you may answer", "user-check"),
            ConsentReason.RequestedAgain => ("Asked once more, since the answer was neither yes nor no", "hourglass"),
            ConsentReason.Requested => (null, ""),
        };

    private static (string Text, Tone Tone, string Symbol, string Hint) Consent(ConsentState state) =>
        state switch
        {
            ConsentState.Granted => ("Consent given", Tone.Positive, "user-check", "The customer may be messaged."),
            ConsentState.Requested => (
                "Consent asked",
                Tone.Warning,
                "hourglass",
                "The customer has not answered yet."
            ),
            ConsentState.Declined => ("Consent declined", Tone.Danger, "ban", "The customer said no."),
            ConsentState.Stopped => ("Stopped", Tone.Danger, "ban", "The customer ended the messages."),
            ConsentState.None => ("No consent", Tone.Neutral, "help", "The customer has not been asked."),
        };

    private static (string? Text, Tone Tone, int? HoursLeft, DateTimeOffset? NextChange) Window(
        ConversationView view,
        DateTimeOffset now
    )
    {
        if (view.Window.ClosesAt is not { } closes)
            return (null, Tone.Neutral, null, null);
        var left = closes - now;
        if (left <= TimeSpan.Zero)
            return ("Closed", Tone.Danger, null, null);
        return left < ClosingSoon
            ? ("Closes", Tone.Warning, null, closes)
            : ("Open", Tone.Positive, (int)left.TotalHours, closes - ClosingSoon);
    }

    private static bool Joins(MessageView? first, MessageView second) =>
        first is not null
        && first.Consent is null
        && first.Message.Kind is not MessageKind.Reaction
        && second.Message.Kind is not MessageKind.Reaction
        && first.Message.Direction == second.Message.Direction
        && first.Message.Author == second.Message.Author
        && second.Message.At - first.Message.At < Together
        && first.Message.At.UtcDateTime.Date == second.Message.At.UtcDateTime.Date;

    private static string? Note(Message message) =>
        message.Kind switch
        {
            MessageKind.Automatic => "Automatic",
            MessageKind.Template when message.Author is null => "Automatic",
            MessageKind.Template => "Template",
            _ when message.EditedAt is not null => "Edited",
            _ => null,
        };

    private static string Join(string? first, string second) => first is null ? second : $"{first}, {second}";

    private static string Shorten(string text) =>
        text.Length > LongestQuote ? text.AtMost(LongestQuote - 1) + "…" : text;

    private static string? DayLabel(DateOnly day, DateOnly today) =>
        day == today ? "Today"
        : day == today.AddDays(-1) ? "Yesterday"
        : null;
}
