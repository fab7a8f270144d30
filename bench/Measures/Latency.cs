using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Bench.Measures;

/// <summary>How long until a message is on an open screen, at a steady rate. Against the 200 of the same webhooks.</summary>
internal sealed class Latency : IMeasure
{
    public string Name => "latency";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
        {
            await using var enterprise = await Enterprise.Open(store);
            var (posted, answered, seen) = (Moments(), Moments(), Moments());
            await using var streams = await OpenStreams.OfEverybody(
                enterprise.Bank,
                (_, text) => seen.TryAdd(text, Stopwatch.GetTimestamp())
            );
            using var sender = new SteadySender(enterprise.Server.Address);
            await sender.Send("lw", 200, Plan.WarmUp, (_, _) => { }, (_, _) => { });
            foreach (var rate in new[] { 200, 1000 })
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"l{rate}x");
                await sender.Send(
                    name,
                    rate,
                    plan.Stretch,
                    (text, at) => posted[text] = at,
                    (text, at) => answered[text] = at
                );
                var mine = Requests.Readable(name, SteadySender.Count(rate, plan.Stretch));
                if (mine.Count(text => !answered.ContainsKey(text)) is var refused and > 0)
                {
                    Progress.Say($"{enterprise.Database.Store}: {refused} of {mine.Count} were refused at {rate}/s");
                }

                await Eventually.True(
                    "everything that was answered 200 is shown",
                    () => mine.TrueForAll(text => seen.ContainsKey(text) || !answered.ContainsKey(text)),
                    TimeSpan.FromMinutes(5)
                );
                foreach (var percentile in new[] { 50, 99 })
                {
                    var ours = At(percentile, mine, posted, seen);
                    var accepted = At(percentile, mine, posted, answered);
                    yield return new(
                        $"webhook to open stream, {store}, {rate}/s, p{percentile}",
                        Figures.Of("ms", ours),
                        Figures.Of("ms", accepted),
                        "webhook to its 200",
                        ours / accepted,
                        null
                    );
                }
            }
        }
    }

    private static ConcurrentDictionary<string, long> Moments() => new();

    private static double At(
        int percentile,
        IReadOnlyList<string> texts,
        IReadOnlyDictionary<string, long> from,
        IReadOnlyDictionary<string, long> to
    )
    {
        var times = texts
            .Where(to.ContainsKey)
            .Select(text => Stopwatch.GetElapsedTime(from[text], to[text]).TotalMilliseconds)
            .Order()
            .ToList();
        return times[Math.Min(times.Count - 1, times.Count * percentile / 100)];
    }
}
