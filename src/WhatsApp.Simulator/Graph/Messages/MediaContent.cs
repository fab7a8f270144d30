namespace Trunkline.WhatsApp.Simulator.Graph.Messages;

/// <summary>Pictures, films, files, sounds and stickers: an uploaded id or a link, and where it is allowed a caption.</summary>
internal static class MediaContent
{
    const int LongestCaption = 1024;

    public static Reading Read(JsonObject request, string type, bool captioned)
    {
        if (request.Object(type) is not { } media)
            return GraphErrors.Invalid($"Parameter '{type}' is mandatory for type '{type}'");
        var (id, link) = (media.Text("id"), media.Text("link"));
        if (string.IsNullOrEmpty(id) == string.IsNullOrEmpty(link))
            return GraphErrors.Invalid($"Exactly one of {type}['id'] and {type}['link'] must be given.");
        var caption = media.Text("caption");
        if (caption is not null && !captioned)
            return GraphErrors.Invalid($"Unexpected key \"caption\" on param \"{type}\".");
        if (caption?.Characters() > LongestCaption)
            return GraphErrors.TooLong($"{type}['caption']", LongestCaption);
        return new MessageContent(type, media.DeepClone(), caption ?? media.Text("filename") ?? "");
    }
}
