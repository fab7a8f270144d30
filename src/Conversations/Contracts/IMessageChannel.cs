using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Conversations.Contracts;

/// <summary>A way to reach customers. Conversations knows channels only by this; each is a module of its own.</summary>
public interface IMessageChannel
{
    /// <summary>Stored with conversations, never renamed: <c>whatsapp</c>.</summary>
    string Key { get; }

    /// <summary>What people read: "WhatsApp".</summary>
    string Label { get; }

    /// <summary>The switch that an account needs to be on to use this channel.</summary>
    FeatureKey Feature { get; }

    /// <summary>
    /// The numbers that an account may send from: its own first, then those shared by its organization, then those shared further above.
    /// Connected ones only.
    /// </summary>
    Task<IReadOnlyList<BusinessNumber>> NumbersOfAsync(
        AccountId account,
        OrganizationId home,
        CancellationToken cancellation
    );

    /// <summary>Those of these numbers that are this channel's, connected or not.</summary>
    Task<IReadOnlyDictionary<BusinessNumberId, BusinessNumber>> FindNumbersAsync(
        IReadOnlyCollection<BusinessNumberId> numbers,
        CancellationToken cancellation
    );

    /// <summary>Reads an address that a person typed, strictly; the refusal says what would be accepted.</summary>
    Result<ContactAddress> ReadAddress(string typed);

    /// <summary>How a template will read at the customer's, or null when this number has no approved template of that name.</summary>
    Task<TemplateText?> FindTemplateAsync(
        BusinessNumberId number,
        MessageTemplate template,
        CancellationToken cancellation
    );

    /// <summary>
    /// When the customer told the channel, and not us, to be sent no marketing by the business behind this number, and has not allowed it
    /// again since; null: never.
    /// </summary>
    Task<DateTimeOffset?> MarketingStoppedAtAsync(
        BusinessNumberId number,
        CustomerAddress customer,
        CancellationToken cancellation
    );

    /// <summary>
    /// Queues the message in the channel's outbox, inside the caller's present write. What becomes of it arrives through
    /// <see cref="IDeliveryReports"/>.
    /// </summary>
    Task QueueAsync(OutgoingMessage message, CancellationToken cancellation);

    /// <summary>
    /// Takes out of the outbox, inside the present write, what has not gone out of a conversation whose customer wants no messages
    /// any more. Each is reported as failed.
    /// </summary>
    Task WithdrawAsync(BusinessNumberId number, ConversationId conversation, CancellationToken cancellation);

    /// <summary>Queues, inside the present write, that the customer's messages up to this one were read.</summary>
    Task MarkReadAsync(BusinessNumberId number, string providerMessageId, CancellationToken cancellation);
}

/// <summary>A business number as conversations need it. It is assigned to one account, or shared with front-desk accounts.</summary>
/// <param name="Display">As people read it: "+1 305 555 0123".</param>
/// <param name="BusinessName">The name that customers see.</param>
/// <param name="Organization">The organization that it belongs to; if it is shared, everybody there and below may send from it.</param>
/// <param name="Account">The one account it is assigned to; null: it is shared, or nobody's yet.</param>
/// <param name="FrontDesk">Who receives first messages from unknown customers at a shared number.</param>
public sealed record BusinessNumber(
    BusinessNumberId Id,
    string Display,
    string BusinessName,
    OrganizationId Organization,
    AccountId? Account,
    IReadOnlyList<AccountId> FrontDesk
)
{
    /// <summary>Who receives the first message of a customer whom nobody knows.</summary>
    public IReadOnlyList<AccountId> Receivers => Account is { } account ? [account] : FrontDesk;
}

/// <summary>A typed address, understood: what it identifies and how people read it.</summary>
public sealed record ContactAddress(IReadOnlyList<CustomerIdentity> Identities, string Display);

/// <summary>How a template reads once its values are filled in; <paramref name="Buttons"/> are the texts of its quick replies.</summary>
public sealed record TemplateText(string Body, IReadOnlyList<string> Buttons);
