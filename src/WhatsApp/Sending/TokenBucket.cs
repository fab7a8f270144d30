namespace Trunkline.WhatsApp.Sending;

/// <summary>
/// How much may happen now: fills steadily up to its capacity, and may be overdrawn, by a second's worth, by what cannot be helped. A
/// value without a clock of its own.
/// </summary>
internal readonly record struct TokenBucket(double Capacity, double PerSecond, double Tokens, DateTimeOffset At)
{
    public static TokenBucket Full(double capacity, double perSecond, DateTimeOffset at) =>
        new(capacity, perSecond, capacity, at);

    public static TokenBucket Empty(double capacity, double perSecond, DateTimeOffset at) =>
        new(capacity, perSecond, 0, at);

    /// <summary>A clock that was set back gives nothing and takes nothing.</summary>
    public TokenBucket Until(DateTimeOffset now) =>
        this with
        {
            Tokens = Math.Min(Capacity, Tokens + Math.Max(0, (now - At).TotalSeconds) * PerSecond),
            At = now,
        };

    /// <summary>Whole tokens.</summary>
    public int Free => (int)Math.Max(0, Math.Floor(Tokens + 1e-9));

    /// <summary>How long until there is a whole token.</summary>
    public TimeSpan UntilFree => TimeSpan.FromSeconds(Math.Max(0, 1 - Tokens) / PerSecond);

    public bool IsFull => Tokens >= Capacity;

    public TokenBucket Take(double count) =>
        this with
        {
            Tokens = Math.Max(Math.Min(-PerSecond, Tokens), Tokens - count),
        };

    /// <summary>Nothing for so long, counted from when it was filled last.</summary>
    public TokenBucket Rest(TimeSpan pause) => this with { Tokens = Math.Min(Tokens, -pause.TotalSeconds * PerSecond) };
}
