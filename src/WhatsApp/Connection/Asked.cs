namespace Trunkline.WhatsApp.Connection;

/// <summary>What became of a question to WhatsApp.</summary>
internal abstract record Asked<T>
{
    public sealed record Known(T Value) : Asked<T>;

    /// <param name="Code">WhatsApp's, as in <see cref="Sending.SendErrors"/>.</param>
    public sealed record Refused(int Code) : Asked<T>;

    /// <summary>Nobody answered in time.</summary>
    public sealed record Silent : Asked<T>;
}

/// <summary>A number as WhatsApp knows it; what it did not say is null.</summary>
/// <param name="Callback">Where WhatsApp sends the number's webhooks.</param>
internal sealed record NumberAtWhatsApp(string? Display, string? Status, string? Throughput, string? Callback);
