namespace Trunkline.WhatsApp.Simulator.Graph.Messages;

internal static class ReactionContent
{
    public static Reading Read(JsonObject request)
    {
        if (request.Object("reaction") is not { } reaction)
            return GraphErrors.Invalid("Parameter 'reaction' is mandatory for type 'reaction'");
        if (request.ContainsKey("context"))
            return GraphErrors.Invalid("A reaction cannot be a reply.");
        if (reaction.Text("message_id") is not { Length: > 0 } target)
            return GraphErrors.Required("reaction['message_id']");
        return new MessageContent("reaction", reaction.DeepClone(), reaction.Text("emoji") ?? "") { ReactsTo = target };
    }
}
