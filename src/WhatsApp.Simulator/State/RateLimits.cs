namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>How many messages went through a number within the last second, in and out together.</summary>
internal sealed class NumberRate
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    readonly Queue<DateTimeOffset> lately = new();

    public void Count(DateTimeOffset now)
    {
        Forget(now);
        lately.Enqueue(now);
    }

    /// <param name="perSecond">Zero: no limit.</param>
    public bool IsUsedUp(int perSecond, DateTimeOffset now)
    {
        Forget(now);
        return perSecond > 0 && lately.Count >= perSecond;
    }

    // Also what a clock that was set back has put into the future.
    void Forget(DateTimeOffset now)
    {
        while (lately.TryPeek(out var oldest) && (oldest <= now - Second || oldest > now))
            lately.Dequeue();
    }
}

/// <summary>
/// What one number may still send to one customer: 45 at once, and one more every six seconds. Meta's page also speaks of a burst that
/// is borrowed from the minutes after it; this is the plain reading.
/// </summary>
internal sealed class PairRate
{
    const double Burst = 45;
    const double SecondsForOne = 6;

    double free = Burst;
    DateTimeOffset at = DateTimeOffset.MinValue;

    /// <summary>False, and nothing taken, when there is none left.</summary>
    public bool Take(DateTimeOffset now)
    {
        var passed = at == DateTimeOffset.MinValue ? 0 : Math.Max(0, (now - at).TotalSeconds);
        (free, at) = (Math.Min(Burst, free + passed / SecondsForOne), now);
        if (free < 1)
            return false;
        free--;
        return true;
    }
}
