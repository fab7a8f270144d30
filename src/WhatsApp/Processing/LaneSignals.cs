using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Processing;

/// <summary>Says which lanes have work, in this process and, on PostgreSQL, in all others. What is missed here is found by looking.</summary>
internal sealed class LaneSignals : IDisposable
{
    private const string Prefix = "whatsapp lane ";

    private readonly CommitSignals commits;
    private readonly Lock gate = new();
    private readonly WakeUp wakeUp = new();
    private HashSet<string> woken = new(StringComparer.Ordinal);

    public LaneSignals(CommitSignals commits)
    {
        this.commits = commits;
        commits.Woken += Hear;
    }

    /// <summary>For <see cref="TrunklineDb.Wake"/>: the owner of the lane hears of it, whichever process it is.</summary>
    public static string Topic(string lane) => Prefix + lane;

    /// <summary>The owners of these lanes, where they are other processes.</summary>
    public void WakeOthers(IEnumerable<string> lanes) => commits.WakeOthers([.. lanes.Select(Topic)]);

    public void Wake(IEnumerable<string> lanes)
    {
        lock (gate)
            woken.UnionWith(lanes);
        wakeUp.Call();
    }

    /// <summary>The lanes woken since the last call; empty when the time is over without any.</summary>
    public async Task<IReadOnlySet<string>> NextAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await wakeUp.SleepAsync(patience, cancellation);
        lock (gate)
        {
            var lanes = woken;
            woken = new(StringComparer.Ordinal);
            return lanes;
        }
    }

    public void Dispose()
    {
        commits.Woken -= Hear;
        wakeUp.Dispose();
    }

    // After a gap the next look, within the second, finds everything.
    private void Hear(IReadOnlyCollection<string>? topics)
    {
        var lanes = (topics ?? [])
            .Where(topic => topic.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(topic => topic[Prefix.Length..])
            .ToList();
        if (lanes.Count > 0)
            Wake(lanes);
    }
}
