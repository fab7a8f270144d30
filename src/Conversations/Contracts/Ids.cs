using Trunkline.Platform;

namespace Trunkline.Conversations.Contracts;

/// <summary>A number of the enterprise on a channel: assigned to one account, or shared by an organization. The channel keeps it.</summary>
public readonly record struct BusinessNumberId(Guid Value) : IId<BusinessNumberId>
{
    public static BusinessNumberId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out BusinessNumberId id) =>
        Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

/// <summary>A person outside the enterprise. A customer has identities and is none of them.</summary>
public readonly record struct CustomerId(Guid Value) : IId<CustomerId>
{
    public static CustomerId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out CustomerId id) =>
        Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

/// <summary>One customer and one business number, for ever.</summary>
public readonly record struct ConversationId(Guid Value) : IId<ConversationId>
{
    public static ConversationId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out ConversationId id) =>
        Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

/// <summary>One message, in or out. A channel gives it to its provider, to find it again in what the provider reports.</summary>
public readonly record struct MessageId(Guid Value) : IId<MessageId>
{
    public static MessageId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out MessageId id) => Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
