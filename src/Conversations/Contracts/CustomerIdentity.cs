namespace Trunkline.Conversations.Contracts;

/// <summary>What kind of name for a customer a channel has given.</summary>
public enum IdentityKind
{
    /// <summary>A telephone number in E.164 with its plus sign, as typed or as the channel shows it.</summary>
    Phone,

    /// <summary>The digits under which the channel delivers to that telephone number; they may differ from it.</summary>
    ChannelPhone,

    /// <summary>The channel's own id for this person and this business; it exists also where the number is hidden.</summary>
    UserId,
}

/// <summary>One name for a customer, valid within the enterprise.</summary>
public readonly record struct CustomerIdentity(IdentityKind Kind, string Value);

/// <summary>Where a message goes: what was last seen of each kind. At least one is there.</summary>
/// <param name="Phone">E.164 digits without the plus sign, in the form that the channel used last, else as typed.</param>
public sealed record CustomerAddress(string? Phone, string? UserId);
