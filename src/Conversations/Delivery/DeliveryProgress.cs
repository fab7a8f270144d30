using Trunkline.Conversations.Contracts;

namespace Trunkline.Conversations.Delivery;

/// <summary>What people are told of an outgoing message.</summary>
internal enum MessageState
{
    Queued,
    Sending,
    Sent,
    Delivered,
    Read,
    Played,
    Failed,
    OutcomeUnknown,
}

/// <summary>
/// Everything reported of one outgoing message, each with its earliest time. Reports commute: the same ones in any order,
/// and any number of times, make the same progress.
/// </summary>
internal sealed record DeliveryProgress
{
    public static readonly DeliveryProgress Nothing = new();

    public DateTimeOffset? SendingAt { get; init; }
    public DateTimeOffset? AcceptedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
    public DateTimeOffset? ReadAt { get; init; }
    public DateTimeOffset? PlayedAt { get; init; }
    public DateTimeOffset? FailedAt { get; init; }
    public DateTimeOffset? UnknownAt { get; init; }
    public DeliveryFailure? Failure { get; init; }

    /// <summary>
    /// Played implies read implies delivered; any of them proves that a failure was not the end. A failure outranks sent, unless it
    /// was the answer to the request.
    /// An unknown outcome ends with the first thing that is known.
    /// </summary>
    public MessageState State =>
        PlayedAt is not null ? MessageState.Played
        : ReadAt is not null ? MessageState.Read
        : DeliveredAt is not null ? MessageState.Delivered
        : FailedAt is not null && !(Failure is { InAnswer: true } && SentAt is not null) ? MessageState.Failed
        : SentAt is not null ? MessageState.Sent
        : AcceptedAt is not null ? MessageState.Sending
        : UnknownAt is not null ? MessageState.OutcomeUnknown
        : SendingAt is not null ? MessageState.Sending
        : MessageState.Queued;

    /// <summary>It arrived, and a status said all the same that it failed: never shown as plain success.</summary>
    public bool ReportedFailedToo =>
        FailedAt is not null && Failure is not { InAnswer: true } && State is not MessageState.Failed;

    public DeliveryProgress With(DeliveryReport report) =>
        report.Event switch
        {
            DeliveryEvent.Sending => this with { SendingAt = Earlier(SendingAt, report.At) },
            DeliveryEvent.Accepted => this with { AcceptedAt = Earlier(AcceptedAt, report.At) },
            DeliveryEvent.Sent => this with { SentAt = Earlier(SentAt, report.At) },
            DeliveryEvent.Delivered => this with { DeliveredAt = Earlier(DeliveredAt, report.At) },
            DeliveryEvent.Read => this with { ReadAt = Earlier(ReadAt, report.At) },
            DeliveryEvent.Played => this with { PlayedAt = Earlier(PlayedAt, report.At) },
            DeliveryEvent.OutcomeUnknown => this with { UnknownAt = Earlier(UnknownAt, report.At) },
            DeliveryEvent.Failed => WithFailure(report.At, report.Failure),
        };

    private DeliveryProgress WithFailure(DateTimeOffset at, DeliveryFailure? failure)
    {
        if (FailedAt is { } earlier && Compare(earlier, Failure, at, failure) <= 0)
            return this;
        return this with { FailedAt = at, Failure = failure };
    }

    private static int Compare(
        DateTimeOffset left,
        DeliveryFailure? one,
        DateTimeOffset right,
        DeliveryFailure? other
    ) =>
        // What a status says is final; what an answer said may have been overtaken.
        (one?.InAnswer is true) != (other?.InAnswer is true)
            ? (one?.InAnswer is true ? 1 : -1)
        : left != right ? left.CompareTo(right)
        : string.CompareOrdinal(one?.Code + one?.Details, other?.Code + other?.Details);

    private static DateTimeOffset Earlier(DateTimeOffset? known, DateTimeOffset reported) =>
        known < reported ? known.Value : reported;
}
