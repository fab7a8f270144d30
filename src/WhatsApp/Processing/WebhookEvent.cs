using Trunkline.Conversations.Contracts;

namespace Trunkline.WhatsApp.Processing;

/// <summary>One thing that a webhook says, in our words.</summary>
internal abstract record WebhookEvent
{
    private WebhookEvent() { }

    public sealed record Message(
        IReadOnlyList<CustomerIdentity> From,
        string? ProfileName,
        string? Username,
        string ProviderMessageId,
        DateTimeOffset At,
        IncomingContent Content,
        string? RepliesTo
    ) : WebhookEvent
    {
        /// <summary>As it came, where it holds more than its content says.</summary>
        public Other? Whole { get; init; }
    }

    public sealed record Status(
        string ProviderMessageId,
        string? CallbackData,
        DeliveryEvent Event,
        DateTimeOffset At,
        DeliveryFailure? Failure,
        IReadOnlyList<CustomerIdentity> Recipient
    ) : WebhookEvent;

    public sealed record IdentityChanged(
        IReadOnlyList<CustomerIdentity> Before,
        IReadOnlyList<CustomerIdentity> After,
        DateTimeOffset At
    ) : WebhookEvent;

    public sealed record Preference(IReadOnlyList<CustomerIdentity> From, string Category, bool Stop, DateTimeOffset At)
        : WebhookEvent;

    /// <summary>Whatever else there is, kept as it came.</summary>
    public sealed record Other(string Field, string? Kind, string Json) : WebhookEvent;
}
