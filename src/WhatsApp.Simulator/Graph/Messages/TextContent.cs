namespace Trunkline.WhatsApp.Simulator.Graph.Messages;

internal static class TextContent
{
    const int Longest = 4096;

    public static Reading Read(JsonObject request)
    {
        if (request.Object("text") is not { } text)
            return GraphErrors.Invalid("Parameter 'text' is mandatory for type 'text'");
        if (text.Text("body") is not { } body)
            return GraphErrors.Required("text['body']");
        if (string.IsNullOrWhiteSpace(body))
            return GraphErrors.Missing("Parameter of type text is missing text value");
        if (body.Characters() > Longest)
            return GraphErrors.TooLong("text['body']", Longest);
        if (text.Text("preview_url") is { } preview && !bool.TryParse(preview, out _))
            return GraphErrors.Invalid("Param text['preview_url'] must be a boolean.");
        return new MessageContent("text", text.DeepClone(), body);
    }
}
