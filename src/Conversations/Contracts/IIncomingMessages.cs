namespace Trunkline.Conversations.Contracts;

/// <summary>Takes what customers send, decides who receives it, and stores it. Nothing is dropped.</summary>
public interface IIncomingMessages
{
    /// <summary>
    /// Called inside the channel's own write, with the messages of one number in the order of their arrival; one call at a time for a number.
    /// Repeated deliveries are recognized by number and provider id. Decides by the features as they are in this transaction, queues automatic
    /// replies on the channel, and returns what happened to each.
    /// </summary>
    Task<IReadOnlyList<Received>> ReceiveAsync(IReadOnlyList<IncomingMessage> messages, CancellationToken cancellation);

    /// <summary>The channel says that a customer goes by another name from now on; inside the channel's own write.</summary>
    Task IdentityChangedAsync(
        IReadOnlyList<CustomerIdentity> before,
        IReadOnlyList<CustomerIdentity> after,
        DateTimeOffset at,
        CancellationToken cancellation
    );

    /// <summary>A number was assigned, shared or connected anew: what waited for somebody able to receive it goes to them, in the caller's write.</summary>
    Task RouteWaitingAsync(BusinessNumberId number, CancellationToken cancellation);
}

/// <summary>One message as a channel read it.</summary>
/// <param name="Identities">What the channel said of who wrote; any kind may be missing, not all.</param>
/// <param name="At">When the provider says it was written.</param>
/// <param name="RepliesTo">The provider's id of the message that this one answers or quotes.</param>
public sealed record IncomingMessage(
    string Channel,
    BusinessNumberId Number,
    IReadOnlyList<CustomerIdentity> Identities,
    string? ProfileName,
    string? Username,
    string ProviderMessageId,
    DateTimeOffset At,
    IncomingContent Content,
    string? RepliesTo = null
);

/// <summary>What the customer sent or did.</summary>
public abstract record IncomingContent
{
    private IncomingContent() { }

    public sealed record Text(string Body) : IncomingContent;

    /// <summary>A tapped button; the payload is ours, if the button was.</summary>
    public sealed record Button(string Label, string? Payload) : IncomingContent;

    /// <summary>Something that is not shown yet, by the name that the channel gives it; a caption or the like is kept.</summary>
    public sealed record Unsupported(string Kind, string? Caption = null) : IncomingContent;

    /// <summary>An earlier message reads differently now; the earlier text is kept.</summary>
    public sealed record Edited(string ProviderMessageId, string? Body) : IncomingContent;

    /// <summary>The customer deleted an earlier message; its text is kept.</summary>
    public sealed record Revoked(string ProviderMessageId) : IncomingContent;

    /// <summary>A reaction to a message; null takes it back.</summary>
    public sealed record Reaction(string ProviderMessageId, string? Emoji) : IncomingContent;
}

/// <summary>What became of an incoming message.</summary>
public enum Receipt
{
    /// <summary>Stored, and shown to those who take part.</summary>
    Delivered,

    /// <summary>This provider id was received before at this number; nothing was done.</summary>
    Duplicate,

    /// <summary>A first message to people who do not receive first messages: recorded and counted, never shown.</summary>
    Restricted,

    /// <summary>Nobody may receive it at present: recorded, and delivered once somebody may.</summary>
    Waiting,
}

/// <summary>What became of one incoming message; <paramref name="AutomaticReply"/> says whether an automatic reply was queued for it.</summary>
public sealed record Received(Receipt Receipt, ConversationId? Conversation, MessageId? Message, bool AutomaticReply);
