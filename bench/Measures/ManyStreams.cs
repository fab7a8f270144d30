using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Bench.Measures;

/// <summary>A thousand and ten thousand open streams at one server: what each costs, and how fast all of them are told.</summary>
internal sealed class ManyStreams : IMeasure
{
    private const int Told = 5;
    private const double MegabytesWithThousand = 300;

    public string Name => "streams";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        foreach (var count in plan == Plan.Quick ? new[] { 1_000 } : [1_000, 10_000])
        {
            await using var enterprise = await Enterprise.Open(Store.Sqlite);
            var people = await ManyPeople.Add(enterprise, count / OpenStreams.PagesOfOne);
            await enterprise.Server.Stop();
            await enterprise.Server.Start();
            var before = enterprise.Megabytes();
            var seen = new ConcurrentDictionary<(int, string), bool>();
            await using var streams = await OpenStreams.OfMany(
                enterprise.Bank,
                people,
                (stream, text) => seen.TryAdd((stream, text), true)
            );
            var open = enterprise.Megabytes();
            var name = string.Create(CultureInfo.InvariantCulture, $"s{count}x");
            using var sender = new SteadySender(enterprise.Server.Address);
            var started = Stopwatch.GetTimestamp();
            // Every fourth goes to the number of Europe, which all of them share.
            await sender.Send(name, 20, TimeSpan.FromSeconds(Told * 4 / 20.0), (_, _) => { }, (_, _) => { });
            await Eventually.True(
                "every stream was told of every message",
                () => seen.Count >= count * Told,
                TimeSpan.FromMinutes(5)
            );
            var took = Stopwatch.GetElapsedTime(started);
            var after = Math.Max(open, enterprise.Megabytes());
            yield return new(
                string.Create(CultureInfo.InvariantCulture, $"memory with {count:N0} open streams"),
                Figures.Of("MB", after),
                null,
                $"{MegabytesWithThousand} MB with a thousand; {(after - before) * 1024 / count:0.#} KB each",
                after / MegabytesWithThousand,
                count == 1_000 ? Bar.AtMost(1) : null
            );
            yield return new(
                string.Create(CultureInfo.InvariantCulture, $"fan-out to {count:N0} open streams"),
                Figures.Of("events/s", count * Told / took.TotalSeconds),
                null,
                "one event a second to each",
                Told / took.TotalSeconds,
                null
            );
        }
    }
}
