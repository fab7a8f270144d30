using System.Text.Json;
using Trunkline.Conversations.Contracts;

namespace Trunkline.WhatsApp.Wire;

/// <summary>Who wrote, by every name that a message and its contact give. Any of them may be missing, since 2026 also the phone number.</summary>
internal static class Sender
{
    /// <summary>
    /// The contact that belongs to a message: by phone, else by user id, else, if nothing speaks against it, by its place. A message that
    /// names nobody belongs to the only contact that no message names.
    /// </summary>
    /// <param name="unnamed">See <see cref="Unnamed"/>; looked for only where it is needed.</param>
    public static JsonElement Match(
        JsonElement message,
        int index,
        IReadOnlyList<JsonElement> messages,
        IReadOnlyList<JsonElement> contacts,
        Lazy<JsonElement> unnamed
    )
    {
        var named = contacts.FirstOrDefault(contact => Names(message, contact));
        if (named.IsThere)
            return named;
        var samePlace = contacts.Count == messages.Count && index < contacts.Count ? contacts[index] : default;
        if (samePlace.IsThere && !messages.Any(other => Names(other, samePlace)))
            return samePlace;
        return NamesNobody(message) ? unnamed.Value : default;
    }

    /// <summary>The only contact that no message names; nothing if there are several.</summary>
    public static JsonElement Unnamed(IReadOnlyList<JsonElement> messages, IReadOnlyList<JsonElement> contacts)
    {
        var free = contacts.Where(contact => !messages.Any(other => Names(other, contact))).Take(2).ToList();
        return free.Count == 1 ? free[0] : default;
    }

    private static bool NamesNobody(JsonElement message) =>
        message.Text("from") is not { Length: > 0 } && message.Text("from_user_id") is not { Length: > 0 };

    public static IReadOnlyList<CustomerIdentity> Identities(JsonElement message, JsonElement contact) =>
        Identities(
            message.Text("from"),
            contact.Text("wa_id"),
            message.Text("from_user_id") ?? contact.Text("user_id")
        );

    public static IReadOnlyList<CustomerIdentity> Identities(string? phone, string? channelPhone, string? userId)
    {
        var identities = new List<CustomerIdentity>(3);
        if (Digits(phone) is { } typed)
            identities.Add(new(IdentityKind.Phone, "+" + typed));
        if ((Digits(channelPhone) ?? Digits(phone)) is { } delivery)
            identities.Add(new(IdentityKind.ChannelPhone, delivery));
        if (!string.IsNullOrEmpty(userId))
            identities.Add(new(IdentityKind.UserId, userId));
        // What is no number cannot be dialled, and two of them are not one customer: it is an id.
        else if (
            identities.Count == 0
            && (string.IsNullOrEmpty(channelPhone) ? phone : channelPhone) is { Length: > 0 } id
        )
            identities.Add(new(IdentityKind.UserId, id));
        return identities;
    }

    private static string? Digits(string? phone) =>
        phone?.TrimStart('+') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit) ? digits : null;

    private static bool Names(JsonElement message, JsonElement contact) =>
        (message.Text("from") is { } from && from == contact.Text("wa_id"))
        || (message.Text("from_user_id") is { } user && user == contact.Text("user_id"));
}
