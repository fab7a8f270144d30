namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>One call that arrived at the Graph API, for the log that tests and the page read.</summary>
internal sealed record ApiCall(
    DateTimeOffset At,
    string Method,
    string Path,
    string Query,
    string? TokenEnd,
    string RequestBody,
    int Status,
    string ResponseBody,
    double Milliseconds
);
