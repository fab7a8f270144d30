namespace Trunkline.WhatsApp.Processing;

/// <summary>
/// How many bodies a lane takes at once: as many as hold others up no longer than <paramref name="longest"/>, by what the last
/// batch took. What one lane has found out about this machine, the others need not.
/// </summary>
internal sealed class BatchSize(TimeSpan longest)
{
    /// <summary>With fewer a slow disk's commit would cost more than what it commits; only a batch that failed goes below.</summary>
    public const int Fewest = 32;

    /// <summary>With more the memory that a batch takes grows, and nothing is gained.</summary>
    public const int Most = 512;

    private volatile int usual = Fewest;

    /// <summary>With how many a lane starts.</summary>
    public int Usual => usual;

    /// <summary>How many the lane takes next, after a batch of <paramref name="together"/>.</summary>
    public int After(int together, LaneProgress progress)
    {
        var next = together;
        if (together >= Fewest && progress.Held > longest)
            next = Math.Max(together / 2, Fewest);
        else if (progress.Outcome is LaneOutcome.More)
            next = Math.Min(together * 2, Most);
        if (next >= Fewest)
            usual = next;
        return next;
    }
}
