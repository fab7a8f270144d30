using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Graph.Messages;

/// <summary>What a valid request says: the wire object, and what a phone makes of it.</summary>
internal sealed record MessageContent(string Type, JsonNode Wire, string Text)
{
    public string? Header { get; init; }
    public string? Footer { get; init; }
    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>Of a template; null for everything else, which is service.</summary>
    public string? TemplateCategory { get; init; }

    /// <summary>For a reaction: what it stands on.</summary>
    public string? ReactsTo { get; init; }
}

/// <summary>Either what the request says or what is wrong with it.</summary>
internal readonly record struct Reading(MessageContent? Content, GraphError? Error)
{
    public static implicit operator Reading(MessageContent content) => new(content, null);

    public static implicit operator Reading(GraphError error) => new(null, error);
}

/// <summary>The message types, each with its reader. What Meta adds later is a new line here and a file beside it.</summary>
internal static class MessageContents
{
    static readonly Dictionary<string, Func<JsonObject, Reading>> Readers = new()
    {
        ["text"] = TextContent.Read,
        ["image"] = body => MediaContent.Read(body, "image", captioned: true),
        ["video"] = body => MediaContent.Read(body, "video", captioned: true),
        ["document"] = body => MediaContent.Read(body, "document", captioned: true),
        ["audio"] = body => MediaContent.Read(body, "audio", captioned: false),
        ["sticker"] = body => MediaContent.Read(body, "sticker", captioned: false),
        ["location"] = LocationContent.Read,
        ["contacts"] = ContactsContent.Read,
        ["reaction"] = ReactionContent.Read,
        ["interactive"] = InteractiveContent.Read,
    };

    /// <summary>Without a type it is text, or what Meta's own example of a list without a type leaves no doubt about.</summary>
    public static string TypeOf(JsonObject body) =>
        body.ContainsKey("text") ? "text" : Readers.Keys.Append("template").FirstOrDefault(body.ContainsKey) ?? "text";

    public static Reading Read(
        string type,
        JsonObject body,
        IReadOnlyList<SimulatedTemplate> templates,
        Version version
    ) =>
        type == "template" ? TemplateContent.Read(body, templates, version)
        : Readers.TryGetValue(type, out var read) ? read(body)
        : GraphErrors.OneOf("type", string.Join(", ", Readers.Keys.Append("template")).ToUpperInvariant(), type);
}
