using System.Text.Json;
using Trunkline.Conversations.Contracts;

namespace Trunkline.WhatsApp.Wire;

/// <summary>What a message says. A kind that is not known, of today or of the future, becomes a placeholder and stops nothing.</summary>
internal static class ContentReader
{
    public static IncomingContent Read(JsonElement message)
    {
        var kind = message.Text("type") ?? "unknown";
        var content = message.Member(kind);
        return kind switch
        {
            "text" when content.Text("body") is { } body => new IncomingContent.Text(body),
            "button" when content.Text("text") is { } label => new IncomingContent.Button(
                label,
                content.Text("payload")
            ),
            "interactive" => Interactive(content),
            "reaction" when content.Text("message_id") is { } target => new IncomingContent.Reaction(
                target,
                content.Text("emoji") is { Length: > 0 } emoji ? emoji : null
            ),
            "edit" when content.Text("original_message_id") is { } target => new IncomingContent.Edited(
                target,
                Words(content.Member("message")) ?? content.Member("text").Text("body")
            ),
            "revoke" when content.Text("original_message_id") is { } target => new IncomingContent.Revoked(target),
            "unsupported" => new IncomingContent.Unsupported(content.Text("type") ?? "unsupported"),
            _ => new IncomingContent.Unsupported(kind, Caption(kind, message)),
        };
    }

    private static string? Words(JsonElement message) =>
        Read(message) switch
        {
            IncomingContent.Text text => text.Body,
            IncomingContent.Unsupported other => other.Caption,
            _ => null,
        };

    private static IncomingContent Interactive(JsonElement content)
    {
        var kind = content.Text("type") ?? "interactive";
        var reply = content.Member(kind);
        return kind is "button_reply" or "list_reply" && reply.Text("title") is { } title
            ? new IncomingContent.Button(title, reply.Text("id"))
            : new IncomingContent.Unsupported(kind, reply.Text("body"));
    }

    private static string? Caption(string kind, JsonElement message)
    {
        var content = message.Member(kind);
        var caption = kind switch
        {
            "location" => Line(content.Text("name"), content.Text("address"), Place(content)),
            "contacts" => string.Join("; ", message.Items(kind).Select(Contact).Where(contact => contact.Length > 0)),
            "order" => Line([content.Text("text"), .. content.Items("product_items").Select(Item)]),
            _ => content.Text("caption") ?? content.Text("filename") ?? content.Text("text"),
        };
        return string.IsNullOrWhiteSpace(caption) ? null : caption;
    }

    private static string? Place(JsonElement location) =>
        location.Text("latitude") is { } latitude && location.Text("longitude") is { } longitude
            ? $"{latitude}, {longitude}"
            : null;

    private static string Contact(JsonElement contact) =>
        Line([
            contact.Member("name").Text("formatted_name"),
            .. contact.Items("phones").Select(one => one.Text("phone")),
        ]);

    private static string? Item(JsonElement item) =>
        item.Text("product_retailer_id") is { } product ? $"{item.Text("quantity") ?? "?"} × {product}" : null;

    private static string Line(params IEnumerable<string?> parts) =>
        string.Join(", ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
}
