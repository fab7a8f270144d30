namespace Trunkline.Conversations.Contracts;

/// <summary>Takes what a channel learns about the fate of outgoing messages. Reports may come in any order, and more than once.</summary>
public interface IDeliveryReports
{
    /// <summary>
    /// Called inside the channel's own write, with any number of reports. False at the place of a report: there is no such
    /// message, so it is the channel's to park.
    /// </summary>
    Task<IReadOnlyList<bool>> ReportAsync(IReadOnlyList<DeliveryReport> reports, CancellationToken cancellation);

    /// <summary>In which conversation a message is; null when there is no such message.</summary>
    Task<ConversationId?> ConversationOfAsync(MessageId message, CancellationToken cancellation);

    /// <summary>Those of our messages that the provider calls by these ids, if their acceptance was reported.</summary>
    Task<IReadOnlyDictionary<string, MessageId>> FindAsync(
        BusinessNumberId number,
        IReadOnlyCollection<string> providerMessageIds,
        CancellationToken cancellation
    );
}

/// <summary>One thing that happened to an outgoing message, at the time that whoever knows it best gives.</summary>
public sealed record DeliveryReport(MessageId Message, DeliveryEvent Event, DateTimeOffset At)
{
    /// <summary>The provider's id of the message, where it is known.</summary>
    public string? ProviderMessageId { get; init; }

    /// <summary>Goes with <see cref="DeliveryEvent.Failed"/>.</summary>
    public DeliveryFailure? Failure { get; init; }

    /// <summary>Under which names the provider knows the customer, if it said so.</summary>
    public IReadOnlyList<CustomerIdentity> Identities { get; init; } = [];
}

public enum DeliveryEvent
{
    /// <summary>Handed to the provider; its answer is awaited.</summary>
    Sending,

    /// <summary>The provider took it and gave it an id.</summary>
    Accepted,

    Sent,
    Delivered,
    Read,

    /// <summary>A voice message was listened to.</summary>
    Played,

    Failed,

    /// <summary>The provider's answer was lost: it may have gone out. It is never repeated by itself.</summary>
    OutcomeUnknown,
}

/// <summary>Why a message was not delivered.</summary>
/// <param name="Code">The provider's code, as people look it up.</param>
/// <param name="Sentence">For the employee: what happened and what to do.</param>
/// <param name="Details">The provider's own words.</param>
/// <param name="MayRetry">Whether sending the same once more makes sense.</param>
/// <param name="NeedsTemplate">Whether only a template can go out now.</param>
/// <param name="OnlyAfterADay">Whether the provider would refuse whatever comes before a day has passed.</param>
/// <param name="InAnswer">It is what was answered to the request, so a status that the message was sent proves it wrong.</param>
public sealed record DeliveryFailure(
    string Code,
    string Sentence,
    string? Details,
    bool MayRetry,
    bool NeedsTemplate = false,
    bool OnlyAfterADay = false,
    bool InAnswer = false
);
