using Trunkline.Organizations.Contracts;

namespace Trunkline.Conversations.Contracts;

/// <summary>
/// Whether messages that wait for their turn may still go out. They could when each was accepted; a channel asks again before it sends them, since a switch or a
/// customer's wish may have come between.
/// </summary>
public interface IQueuedMessages
{
    /// <summary>
    /// Inside a write: those of these messages, which need this feature, that are known. An automatic reply has no author who could lose
    /// the right, and that a customer's wish was heard is told to whoever wants no messages too.
    /// </summary>
    Task<IReadOnlyDictionary<MessageId, QueuedMessage>> CheckAsync(
        FeatureKey feature,
        IReadOnlyCollection<MessageId> messages,
        CancellationToken cancellation
    );
}

/// <param name="Refused">Why it may not go out any more; null: it may.</param>
/// <param name="To">Where the customer is now, however long the message has waited.</param>
/// <param name="LastInboundAt">When the customer wrote last, if ever.</param>
public sealed record QueuedMessage(NotSendable? Refused, CustomerAddress To, DateTimeOffset? LastInboundAt);

/// <summary>Why a message that was accepted may not go out any more.</summary>
public enum NotSendable
{
    /// <summary>Whoever wrote it was suspended, or lost the feature.</summary>
    AuthorLostTheRight,

    /// <summary>The customer declined, or asked for no more messages.</summary>
    CustomerStopped,

    /// <summary>It is free text or an automatic reply, and the customer wrote last more than 24 hours ago.</summary>
    WindowClosed,

    /// <summary>The customer goes by no name any more: what they went by is another customer's now.</summary>
    NoAddress,
}
