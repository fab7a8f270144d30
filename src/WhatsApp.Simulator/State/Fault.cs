namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>Something that shall go wrong with messages: for one recipient or for all, once or until it is taken away.</summary>
internal sealed class Fault(int? times)
{
    public required string Id { get; init; }
    public required FaultKind Kind { get; init; }

    /// <summary>A customer's key, phone number or user id; null for everybody.</summary>
    public string? Recipient { get; init; }
    public string? PhoneNumberId { get; init; }
    public string? MessageType { get; init; }
    public int Code { get; init; } = 131000;
    public string? Details { get; init; }
    public TimeSpan Delay { get; init; }

    /// <summary>How often it still happens; null until it is taken away.</summary>
    public int? Times { get; private set; } = times;

    public bool IsSpent => Times is <= 0;

    public bool Strikes(BusinessNumber number, string type, Customer? customer, string dialled) =>
        !IsSpent
        && (PhoneNumberId is null || PhoneNumberId == number.Id)
        && (MessageType is null || MessageType == type)
        && (
            Recipient is null
            || Recipient == customer?.Key
            || Recipient == customer?.UserId
            || Dialing.Digits(Recipient) is { Length: > 5 } digits && Dialing.Same(digits, dialled)
        );

    public void Spend() => Times--;
}

internal enum FaultKind
{
    /// <summary>The call is answered with the error.</summary>
    ErrorAnswer,

    /// <summary>The call is accepted; the error comes as a failed status.</summary>
    FailedStatus,

    /// <summary>The call is answered with an HTML page and 503, as a proxy in front of Meta would.</summary>
    HtmlAnswer,

    /// <summary>The message is accepted and carried, but the connection breaks before the answer.</summary>
    LostAnswer,

    /// <summary>The call is only slow.</summary>
    SlowAnswer,
}
