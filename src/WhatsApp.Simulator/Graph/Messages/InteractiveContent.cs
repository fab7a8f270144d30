using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Graph.Messages;

/// <summary>Messages with something to tap. Buttons and lists are checked to their limits; the other kinds for their frame.</summary>
internal static class InteractiveContent
{
    const int LongestBody = 1024;
    const int LongestListBody = 4096;
    const int LongestEdge = 60;

    static readonly string[] Kinds =
    [
        "button",
        "list",
        "cta_url",
        "flow",
        "location_request_message",
        "product",
        "product_list",
        "catalog_message",
        "address_message",
        "carousel",
        "call_permission_request",
        "contact_request",
        "order_details",
        "order_status",
        "voice_call",
    ];

    public static Reading Read(JsonObject request)
    {
        if (request.Object("interactive") is not { } interactive)
            return GraphErrors.Invalid("Parameter 'interactive' is mandatory for type 'interactive'");
        var kind = interactive.Text("type") ?? "";
        if (!Kinds.Contains(kind))
            return GraphErrors.OneOf("interactive['type']", string.Join(", ", Kinds), kind);
        if (interactive.Object("action") is not { } action)
            return GraphErrors.Required("interactive['action']");

        var body = interactive.Object("body")?.Text("text");
        var longest = kind == "list" ? LongestListBody : LongestBody;
        if (string.IsNullOrEmpty(body) && kind is not "product")
            return GraphErrors.Required("interactive['body']['text']");
        if (body?.Characters() > longest)
            return GraphErrors.TooLong("interactive['body']['text']", longest);
        var header = interactive.Object("header")?.Text("text");
        var footer = interactive.Object("footer")?.Text("text");
        if (header?.Characters() > LongestEdge)
            return GraphErrors.TooLong("interactive['header']['text']", LongestEdge);
        if (footer?.Characters() > LongestEdge)
            return GraphErrors.TooLong("interactive['footer']['text']", LongestEdge);

        List<Choice> choices = [];
        var wrong = kind switch
        {
            "button" => ReadButtons(action, choices),
            "list" => ReadRows(action, choices),
            "cta_url" => ReadLink(action, choices),
            _ => null,
        };
        return wrong is null
            ? new MessageContent("interactive", interactive.DeepClone(), body ?? "")
            {
                Header = header,
                Footer = footer,
                Choices = choices,
            }
            : wrong;
    }

    static GraphError? ReadButtons(JsonObject action, List<Choice> choices)
    {
        if (action.Array("buttons") is not { Count: >= 1 and <= 3 } buttons)
            return GraphErrors.OutOfRange("Button count must be between 1 and 3.");
        foreach (var button in buttons.OfType<JsonObject>())
        {
            var reply = button.Object("reply");
            var (id, title) = (reply?.Text("id"), reply?.Text("title"));
            if (string.IsNullOrEmpty(id) || string.IsNullOrWhiteSpace(title))
                return GraphErrors.Required("interactive['action']['buttons']['reply']");
            if (id.Characters() > 256 || id.Trim() != id)
                return GraphErrors.OutOfRange(
                    "Button id length invalid. Min length: 1, Max length: 256, without spaces around it."
                );
            if (title.Characters() > 20)
                return GraphErrors.OutOfRange("Button title length invalid. Min length: 1, Max length: 20");
            if (choices.Any(other => other.Title == title || other.Payload == id))
                return GraphErrors.OutOfRange("Duplicated title or id in buttons.");
            choices.Add(new Choice(ChoiceKind.ButtonReply, id, title));
        }
        return null;
    }

    static GraphError? ReadRows(JsonObject action, List<Choice> choices)
    {
        if (action.Text("button") is not { Length: > 0 } label || label.Characters() > 20)
            return GraphErrors.OutOfRange("List button length invalid. Min length: 1, Max length: 20");
        if (action.Array("sections") is not { Count: >= 1 and <= 10 } sections)
            return GraphErrors.OutOfRange("Section count must be between 1 and 10.");
        foreach (var section in sections.OfType<JsonObject>())
        {
            var heading = section.Text("title");
            if (sections.Count > 1 && string.IsNullOrEmpty(heading) || heading?.Characters() > 24)
                return GraphErrors.OutOfRange("Section title length invalid. Min length: 1, Max length: 24");
            foreach (var row in section.Array("rows")?.OfType<JsonObject>() ?? [])
            {
                var (id, title, description) = (row.Text("id"), row.Text("title"), row.Text("description"));
                if (string.IsNullOrEmpty(id) || id.Characters() > 200)
                    return GraphErrors.OutOfRange("Row id length invalid. Min length: 1, Max length: 200");
                if (string.IsNullOrEmpty(title) || title.Characters() > 24)
                    return GraphErrors.OutOfRange("Row title is too long. Max length: 24");
                if (description?.Characters() > 72)
                    return GraphErrors.OutOfRange("Row description is too long. Max length: 72");
                choices.Add(new Choice(ChoiceKind.ListReply, id, title, description));
            }
        }
        return choices.Count is >= 1 and <= 10
            ? null
            : GraphErrors.OutOfRange("Total row count exceed max allowed count: 10");
    }

    static GraphError? ReadLink(JsonObject action, List<Choice> choices)
    {
        var parameters = action.Object("parameters");
        var (text, url) = (parameters?.Text("display_text"), parameters?.Text("url"));
        if (string.IsNullOrEmpty(text) || string.IsNullOrEmpty(url))
            return GraphErrors.Required("interactive['action']['parameters']");
        if (text.Characters() > 20)
            return GraphErrors.OutOfRange("Button text length invalid. Min length: 1, Max length: 20");
        choices.Add(new Choice(ChoiceKind.Link, url, text));
        return null;
    }
}
