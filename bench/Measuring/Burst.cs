using System.Collections.Concurrent;
using System.Diagnostics;
using Trunkline.Bench.Load;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Bench.Measuring;

/// <summary>So many messages at once, until the last of them was shown on an open stream.</summary>
internal static class Burst
{
    /// <summary>Answers messages per second, and fails when not each of them is stored.</summary>
    public static async Task<double> Run(
        Enterprise enterprise,
        ConcurrentDictionary<string, bool> seen,
        Requests requests,
        string name,
        int count
    )
    {
        seen.Clear();
        var readable = Requests.Readable(name, count);
        var started = Stopwatch.GetTimestamp();
        await Wrk.Run(enterprise.Server.Address, requests, TimeSpan.FromMinutes(5));
        await Eventually.True(
            $"{readable.Count} messages are shown",
            () => seen.Count >= readable.Count && readable.TrueForAll(seen.ContainsKey),
            TimeSpan.FromMinutes(10)
        );
        var took = Stopwatch.GetElapsedTime(started);
        await Eventually.True(
            "those without a reader are stored too",
            async () => await enterprise.Messages(name) == count,
            TimeSpan.FromMinutes(5)
        );
        Progress.Say($"{enterprise.Database.Store}: {count} messages shown after {took.TotalSeconds:N1} s");
        return count / took.TotalSeconds;
    }
}
