namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>What goes back to the caller.</summary>
internal abstract record GraphAnswer
{
    public sealed record Json(JsonNode Body) : GraphAnswer;

    public sealed record Refused(GraphError Error) : GraphAnswer;

    /// <summary>A page of a proxy, where a client expects JSON.</summary>
    public sealed record Html : GraphAnswer;

    /// <summary>The work is done, but the connection breaks before anybody is told.</summary>
    public sealed record Lost : GraphAnswer;

    public static GraphAnswer Success => new JsonObject { ["success"] = true };

    public static implicit operator GraphAnswer(JsonObject body) => new Json(body);

    public static implicit operator GraphAnswer(GraphError error) => new Refused(error);
}
