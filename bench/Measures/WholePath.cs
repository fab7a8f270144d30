using System.Collections.Concurrent;
using System.Globalization;
using Trunkline.Bench.Ceiling;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;

namespace Trunkline.Bench.Measures;

/// <summary>
/// From the webhook to the open stream: so many messages at once, until the last of them was shown. Against how fast the
/// same webhooks are merely made durable.
/// </summary>
internal sealed class WholePath : IMeasure
{
    public string Name => "path";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
        {
            await using var working = await Enterprise.Open(store, settings: Enterprise.TakesEverything);
            await using var resting = await Enterprise.Open(
                store,
                settings: Enterprise.TakesEverything,
                startup: typeof(RestingLanes).Assembly
            );
            var seen = new ConcurrentDictionary<string, bool>();
            await using var streams = await OpenStreams.OfEverybody(working.Bank, (_, text) => seen.TryAdd(text, true));
            var (shown, durable) = (new List<double>(), new List<double>());
            var kept = new DurableRounds(resting.Database, resting.Server);
            for (var round = 0; round <= plan.Rounds; round++)
            {
                var count = plan.Messages;
                var name = string.Create(CultureInfo.InvariantCulture, $"p{round}");
                using var requests = Requests.Write(name, count);
                var ingested = await kept.Run(requests, TimeSpan.FromMinutes(5));
                var perSecond = await Burst.Run(working, seen, requests, name, count);
                Progress.Say($"{store}: shown at {perSecond:N0}/s, durable at {ingested:N0}/s");
                if (round > 0)
                {
                    shown.Add(perSecond);
                    durable.Add(ingested);
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
