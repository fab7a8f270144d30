using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Trunkline.Conversations.Contracts;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Wire;

/// <summary>The field <c>messages</c>: what customers wrote and what became of what we wrote, told apart by the name of the list.</summary>
internal static class MessagesReader
{
    public static IEnumerable<WebhookEvent> Read(JsonElement value, DateTimeOffset receivedAt)
    {
        var contacts = value.Items("contacts").ToList();
        var messages = value.Items("messages").ToList();
        var unnamed = new Lazy<JsonElement>(() => Sender.Unnamed(messages, contacts));
        foreach (var (message, index) in messages.Select((message, index) => (message, index)))
            yield return Message(message, Sender.Match(message, index, messages, contacts, unnamed), receivedAt);
        foreach (var status in value.Items("statuses"))
            yield return StatusReader.Read(status, contacts, receivedAt);
        foreach (var error in value.Items("errors"))
            yield return new WebhookEvent.Other("messages", "error", error.Raw());
        if (messages.Count == 0 && !value.Items("statuses").Any() && !value.Items("errors").Any())
            yield return new WebhookEvent.Other("messages", null, value.Raw());
    }

    private static WebhookEvent Message(JsonElement message, JsonElement contact, DateTimeOffset receivedAt)
    {
        if (message.Text("group_id") is not null)
            return new WebhookEvent.Other("messages", "group", message.Raw());
        if (message.Text("type") == "system")
            return IdentityReader.System(message, receivedAt);
        // Opening a chat is no word of the customer's: it agrees to nothing and opens no window.
        if (message.Text("type") == "request_welcome")
            return new WebhookEvent.Other("messages", "request_welcome", message.Raw());
        var sender = Sender.Identities(message, contact);
        if (sender.Count == 0)
            return new WebhookEvent.Other("messages", "without a sender", message.Raw());
        var profile = contact.Member("profile");
        var content = ContentReader.Read(message);
        return new WebhookEvent.Message(
            sender,
            NullIfEmpty(profile.Text("name")),
            NullIfEmpty(profile.Text("username")?.TrimStart('@')),
            message.Text("id") is { Length: > 0 } id ? id : Fingerprint(message),
            When(message, receivedAt),
            content,
            NullIfEmpty(message.Member("context").Text("id"))
        )
        {
            Whole = HoldsMore(message, content)
                ? new WebhookEvent.Other("messages", message.Text("type"), message.Raw())
                : null,
        };
    }

    // A place, a contact, an order or what is known of a file is more than the line that people see, and the body that brought it is
    // deleted after a month.
    private static bool HoldsMore(JsonElement message, IncomingContent content) =>
        content is IncomingContent.Unsupported or IncomingContent.Edited { Body: null }
        || message.Member("referral").IsThere
        || message.Member("context").Member("referred_product").IsThere;

    /// <summary>The time that Meta gives, unless it gives none or one that cannot be.</summary>
    public static DateTimeOffset When(JsonElement element, DateTimeOffset receivedAt) =>
        element.Moment("timestamp") is { } at && at < receivedAt.AddDays(1) ? at : receivedAt;

    // A message must have a name by which its second delivery is recognized.
    private static string Fingerprint(JsonElement message) =>
        "sha256." + Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(message)));

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
