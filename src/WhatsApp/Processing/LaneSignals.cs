namespace Trunkline.WhatsApp.Processing;

/// <summary>Says which lanes have work, inside this process. What is missed here is found by looking.</summary>
internal sealed class LaneSignals : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim waiting = new(0, 1);
    private HashSet<string> woken = [];

    public void Wake(IEnumerable<string> lanes)
    {
        lock (gate)
        {
            woken.UnionWith(lanes);
            if (waiting.CurrentCount == 0)
                waiting.Release();
        }
    }

    /// <summary>The lanes woken since the last call; empty when the time is over without any.</summary>
    public async Task<IReadOnlySet<string>> NextAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await waiting.WaitAsync(patience, cancellation);
        lock (gate)
        {
            var lanes = woken;
            woken = [];
            return lanes;
        }
    }

    public void Dispose() => waiting.Dispose();
}
