namespace Trunkline.Conversations.Contracts;

/// <summary>
/// A message that the product has committed to send, once; those of one conversation in the order of <c>StoredAt</c>, which grows
/// from message to message even when the clock is set back. Where it goes is asked when its turn comes (<see cref="IQueuedMessages"/>).
/// </summary>
public sealed record OutgoingMessage(
    MessageId Id,
    ConversationId Conversation,
    BusinessNumberId From,
    OutgoingContent Content,
    DateTimeOffset StoredAt
);

/// <summary>What is sent: free text, which needs an open window, or an approved template.</summary>
public abstract record OutgoingContent
{
    private OutgoingContent() { }

    public sealed record Text(string Body) : OutgoingContent;

    public sealed record Template(MessageTemplate Value) : OutgoingContent;
}

/// <summary>A template by the name that all channels know it under, with the values of its body in order and the payloads of its quick replies in order.</summary>
public sealed record MessageTemplate(string Name, IReadOnlyList<string> Values, IReadOnlyList<string> Payloads)
{
    /// <summary>Asks for consent. Values: the customer's name or "there", the business name. Quick replies: yes, no.</summary>
    public static MessageTemplate ConsentRequest(string customerName, string businessName) =>
        new(ConsentRequestName, [customerName, businessName], [ConsentYes, ConsentNo]);

    /// <summary>Takes up a conversation whose window has closed. Values: the customer's name or "there", the business name.</summary>
    public static MessageTemplate ConversationReopen(string customerName, string businessName) =>
        new(ConversationReopenName, [customerName, businessName], []);

    public const string ConsentRequestName = "consent_request";
    public const string ConversationReopenName = "conversation_reopen";
    public const string ConsentYes = "consent:yes";
    public const string ConsentNo = "consent:no";
}
