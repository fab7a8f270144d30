using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Delivery;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Messages;

internal sealed class Message : IEnterpriseOwned
{
    private Message() { }

    public EnterpriseId EnterpriseId { get; private set; }
    public MessageId Id { get; private set; }
    public ConversationId ConversationId { get; private set; }
    public BusinessNumberId NumberId { get; private set; }
    public MessageDirection Direction { get; private set; }
    public MessageKind Kind { get; private set; }
    public MessageHold Hold { get; private set; }

    public string Text { get; private set; } = "";

    /// <summary>The channel's name for what is not shown, the name of a template, or the payload of a button.</summary>
    public string? Detail { get; private set; }

    /// <summary>The texts of a template's quick replies, one a line.</summary>
    public string? Buttons { get; private set; }

    public AccountId? Author { get; private set; }

    /// <summary>Given by whoever sends; unique in the conversation, so a repeated submit is the same message.</summary>
    public string? ClientId { get; private set; }

    /// <summary>The provider's id; unique at the number, so a repeated delivery is the same message.</summary>
    public string? ProviderId { get; private set; }

    /// <summary>The message that this one answers, changes or reacts to.</summary>
    public MessageId? ReplyTo { get; private set; }

    /// <summary>The provider's id of that message, as long as it has not come: providers keep no order.</summary>
    public string? Awaits { get; private set; }
    public MessageId? RetryOf { get; private set; }
    public string? EarlierText { get; private set; }
    public DateTimeOffset? EditedAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Providers tell whole seconds, so messages of the same second are ordered by when we stored them.</summary>
    public DateTimeOffset Second { get; private set; }
    public DateTimeOffset StoredAt { get; private set; }

    public MessageState State { get; private set; }
    public DeliveryProgress Progress { get; private set; } = DeliveryProgress.Nothing;

    public bool IsOutgoing => Direction is MessageDirection.Outgoing;

    public static Message Received(
        Threads.Conversation conversation,
        IncomingMessage incoming,
        MessageHold hold,
        string? awaits,
        DateTimeOffset now
    )
    {
        var (kind, text, detail) = incoming.Content switch
        {
            IncomingContent.Text content => (MessageKind.Text, content.Body, (string?)null),
            IncomingContent.Button button => (MessageKind.Button, button.Label, button.Payload),
            IncomingContent.Unsupported other => (MessageKind.Unsupported, other.Caption ?? "", other.Kind),
            IncomingContent.Reaction reaction => (MessageKind.Reaction, reaction.Emoji ?? "", null),
            IncomingContent.Edited edited => (MessageKind.Edit, edited.Body ?? "", null),
            IncomingContent.Revoked => (MessageKind.Revocation, "", null),
            _ => throw new ArgumentOutOfRangeException(nameof(incoming)),
        };
        return Of(
            conversation,
            MessageDirection.Incoming,
            kind,
            text,
            incoming.At,
            now,
            message =>
            {
                message.Detail = detail;
                message.Hold = hold;
                message.ProviderId = incoming.ProviderMessageId.Length == 0 ? null : incoming.ProviderMessageId;
                message.Awaits = awaits;
            }
        );
    }

    public static Message Written(
        Threads.Conversation conversation,
        AccountId author,
        string clientId,
        string text,
        DateTimeOffset now,
        MessageId? retryOf = null
    ) =>
        Of(
            conversation,
            MessageDirection.Outgoing,
            MessageKind.Text,
            text,
            now,
            now,
            message =>
            {
                message.Author = author;
                message.ClientId = clientId;
                message.RetryOf = retryOf;
            }
        );

    public static Message FromTemplate(
        Threads.Conversation conversation,
        AccountId? author,
        string? clientId,
        string name,
        TemplateText text,
        DateTimeOffset now,
        MessageId? retryOf = null,
        MessageHold hold = MessageHold.None
    ) =>
        Of(
            conversation,
            MessageDirection.Outgoing,
            MessageKind.Template,
            text.Body,
            now,
            now,
            message =>
            {
                message.Author = author;
                message.ClientId = clientId;
                message.Detail = name;
                message.Buttons = text.Buttons.Count == 0 ? null : string.Join('\n', text.Buttons);
                message.RetryOf = retryOf;
                message.Hold = hold;
            }
        );

    public static Message Automatic(
        Threads.Conversation conversation,
        string text,
        MessageHold hold,
        DateTimeOffset now
    ) =>
        Of(
            conversation,
            MessageDirection.Outgoing,
            MessageKind.Automatic,
            text,
            now,
            now,
            message => message.Hold = hold
        );

    /// <summary>
    /// Whether sending the same once more makes sense, if nobody has yet. A consent request of which nobody knows whether it arrived is
    /// waited for as one that did.
    /// </summary>
    public bool MayBeRetried =>
        IsOutgoing
        && Kind is MessageKind.Text or MessageKind.Template
        && State switch
        {
            MessageState.Failed => Progress.Failure is { MayRetry: true, NeedsTemplate: false },
            MessageState.OutcomeUnknown => !AsksForConsent,
            _ => false,
        };

    public bool AsksForConsent => Kind is MessageKind.Template && Detail == MessageTemplate.ConsentRequestName;

    /// <summary>Somebody may receive it now.</summary>
    public void Release() => Hold = MessageHold.None;

    /// <summary>The message is there that this one names.</summary>
    public void Concerns(Message other)
    {
        (ReplyTo, Awaits) = (other.Id, null);
        Change(other);
    }

    /// <summary>An edit or a deletion changes the customer's message that it names, unless it is held back and that is not.</summary>
    public void Change(Message other)
    {
        if (other.Direction is not MessageDirection.Incoming || (Hold is not MessageHold.None && Hold != other.Hold))
            return;
        // Of an edit that cannot be read people see at least that there was one.
        if (Kind is MessageKind.Edit)
            other.ReadsNow(Text.Length > 0 ? Text : other.Text, At);
        if (Kind is MessageKind.Revocation)
            other.RevokedAt = At;
    }

    // An edit may come after a later one.
    private void ReadsNow(string text, DateTimeOffset at)
    {
        if (at < EditedAt)
            return;
        EarlierText ??= Text;
        Text = text;
        EditedAt = at;
    }

    public void Happened(DeliveryReport report)
    {
        Progress = Progress.With(report);
        State = Progress.State;
        ProviderId ??= report.ProviderMessageId;
    }

    private static Message Of(
        Threads.Conversation conversation,
        MessageDirection direction,
        MessageKind kind,
        string text,
        DateTimeOffset at,
        DateTimeOffset now,
        Action<Message> complete
    )
    {
        var message = new Message
        {
            EnterpriseId = conversation.EnterpriseId,
            Id = Platform.Id.New<MessageId>(),
            ConversationId = conversation.Id,
            NumberId = conversation.NumberId,
            Direction = direction,
            Kind = kind,
            Text = text,
            At = at,
            Second = SecondOf(direction is MessageDirection.Incoming ? at : Latest(at, conversation.LastInboundAt)),
            StoredAt = conversation.Store(now),
        };
        complete(message);
        return message;
    }

    // Our clock may be behind the provider's, and an answer never stands above what it answers.
    private static DateTimeOffset Latest(DateTimeOffset now, DateTimeOffset? inbound) =>
        inbound > now ? inbound.Value : now;

    private static DateTimeOffset SecondOf(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
