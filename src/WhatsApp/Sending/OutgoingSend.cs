using System.Text.Json.Serialization;
using Trunkline.Conversations.Contracts;

namespace Trunkline.WhatsApp.Sending;

/// <summary>What goes out, as the outbox keeps it; where it goes is known when its turn comes.</summary>
[JsonDerivedType(typeof(Text), "text")]
[JsonDerivedType(typeof(Template), "template")]
[JsonDerivedType(typeof(Read), "read")]
internal abstract record OutgoingSend
{
    public sealed record Text(string Body) : OutgoingSend;

    public sealed record Template(
        string Name,
        string Language,
        IReadOnlyList<string> Values,
        IReadOnlyList<string> Payloads
    ) : OutgoingSend;

    /// <summary>Tells the customer that what he wrote up to this message was read. Harmless to repeat.</summary>
    public sealed record Read(string ProviderMessageId) : OutgoingSend;
}

/// <summary>What came of handing something to WhatsApp.</summary>
internal abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>Taken. Delivery is told later, by webhook.</summary>
    public sealed record Accepted(string? ProviderMessageId, IReadOnlyList<CustomerIdentity> Recipient) : SendOutcome;

    public sealed record Refused(int Code, string? Details) : SendOutcome;

    /// <summary>It never left: no connection was made.</summary>
    public sealed record Unreachable(string Reason) : SendOutcome;

    /// <summary>It left, and nobody knows what became of it.</summary>
    public sealed record Unknown(string Reason) : SendOutcome;
}
