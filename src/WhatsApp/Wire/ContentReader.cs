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
                content.Member("message").Member("text").Text("body") ?? content.Member("text").Text("body")
            ),
            "revoke" when content.Text("original_message_id") is { } target => new IncomingContent.Revoked(target),
            "unsupported" => new IncomingContent.Unsupported(content.Text("type") ?? "unsupported"),
            _ => new IncomingContent.Unsupported(kind, Caption(kind, message)),
        };
    }

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
            "location" => content.Text("name") ?? content.Text("address"),
            "contacts" => string.Join(", ", message.Items(kind).Select(Name).Where(name => name.Length > 0)),
            _ => content.Text("caption") ?? content.Text("filename") ?? content.Text("text"),
        };
        return string.IsNullOrWhiteSpace(caption) ? null : caption;
    }

    private static string Name(JsonElement contact) => contact.Member("name").Text("formatted_name") ?? "";
}
