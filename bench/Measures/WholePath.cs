using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Trunkline.Bench.Ceiling;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Bench.Measures;

/// <summary>
/// From the webhook to the open stream: so many messages at once, until the last of them was shown. Against how fast the
/// same webhooks are merely made durable.
/// </summary>
internal sealed class WholePath : IMeasure
{
    // Three of the four numbers belong to somebody who has the app open.
    private const double Shown = 0.75;

    public string Name => "path";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
        {
            await using var working = await Enterprise.Open(store);
            await using var resting = await Enterprise.Open(store, startup: typeof(RestingLanes).Assembly);
            var seen = new ConcurrentDictionary<string, bool>();
            await using var streams = await OpenStreams.OfEverybody(working.Bank, (_, text) => seen.TryAdd(text, true));
            var (shown, durable) = (new List<double>(), new List<double>());
            for (var round = 0; round <= plan.Rounds; round++)
            {
                var count = round == 0 ? 1000 : plan.Messages;
                var name = string.Create(CultureInfo.InvariantCulture, $"p{round}");
                using var requests = Requests.Write(name, count);
                var ingested = await Wrk.Run(resting.Server.Address, requests, TimeSpan.FromMinutes(5));
                seen.Clear();
                var started = Stopwatch.GetTimestamp();
                await Wrk.Run(working.Server.Address, requests, TimeSpan.FromMinutes(5));
                await Eventually.True(
                    $"{count * Shown} messages are shown",
                    () => seen.Count >= count * Shown,
                    TimeSpan.FromMinutes(10)
                );
                var took = Stopwatch.GetElapsedTime(started);
                Progress.Say(
                    $"{store}: {count} messages shown after {took.TotalSeconds:N1} s, durable at {ingested.PerSecond:N0}/s"
                );
                await Eventually.True(
                    "those without a reader are stored too",
                    async () => await working.Messages(name) == count,
                    TimeSpan.FromMinutes(5)
                );
                if (round > 0)
                {
                    shown.Add(count / took.TotalSeconds);
                    durable.Add(ingested.PerSecond);
                }
            }

            yield return Line.Share(
                $"webhook to open stream, {store}",
                Figures.Of("/s", shown),
                Figures.Of("/s", durable),
                "made durable only",
                Bar.AtLeast(0.95)
            );
        }
    }
}
