namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>One message in a chat, in either direction.</summary>
internal sealed class ChatMessage(string id, bool inbound, string type, JsonNode content, DateTimeOffset at)
{
    readonly List<MessageStatus> statuses = [];

    public string Id { get; } = id;

    /// <summary>From the customer to the business.</summary>
    public bool Inbound { get; } = inbound;
    public string Type { get; } = type;

    /// <summary>What stands under the type's name on the wire.</summary>
    public JsonNode Content { get; } = content;
    public DateTimeOffset At { get; } = at;

    /// <summary>What the phone shows as text.</summary>
    public string Text { get; init; } = "";
    public string? Header { get; init; }
    public string? Footer { get; init; }
    public IReadOnlyList<Choice> Choices { get; init; } = [];
    public string? RepliesTo { get; init; }

    /// <summary>The business's own reference, returned with every status.</summary>
    public string? CallbackData { get; init; }
    public string? Category { get; init; }

    /// <summary>The business addressed the phone number, not the user id.</summary>
    public bool SentToPhone { get; init; }
    public bool Billable { get; init; }

    public string? Reaction { get; private set; }
    public DateTimeOffset? ReadAt { get; private set; }
    public IReadOnlyList<MessageStatus> Statuses => statuses;
    public string? Status => statuses.Count == 0 ? null : statuses[^1].Status;
    public string? TappedChoice { get; private set; }

    /// <summary>Whether it (re)opens the 24-hour window. Meta says "message or call"; what is no new message is taken not to.</summary>
    public bool OpensWindow => Inbound && Type is not ("reaction" or "edit" or "revoke" or "system");

    /// <summary>It is on the customer's phone: delivered, and not failed.</summary>
    public bool IsOnPhone => Inbound || statuses.Any(status => status.Status is "delivered" or "read");

    public void Record(MessageStatus status)
    {
        statuses.Add(status);
        if (status.Status == "read")
            ReadAt ??= status.At;
    }

    /// <summary>Read without telling the business, or read by the business.</summary>
    public void Read(DateTimeOffset now) => ReadAt ??= now;

    public void React(string? emoji) => Reaction = string.IsNullOrEmpty(emoji) ? null : emoji;

    public void Tap(Choice choice) => TappedChoice = choice.Title;
}

internal sealed record MessageStatus(string Status, DateTimeOffset At, int? ErrorCode = null);

/// <summary>Something to tap. What the tap sends depends on where the button stands.</summary>
internal sealed record Choice(ChoiceKind Kind, string Payload, string Title, string? Description = null);

internal enum ChoiceKind
{
    TemplateReply,
    ButtonReply,
    ListReply,
    Link,
}
