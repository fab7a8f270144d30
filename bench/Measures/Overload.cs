using System.Collections.Concurrent;
using System.Diagnostics;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Bench.Measures;

/// <summary>
/// Twice what can be processed, for a minute. What is refused is told when to come again, memory stays bounded, what can be
/// processed still is, and soon afterwards nothing waits for long.
/// </summary>
internal sealed class Overload : IMeasure
{
    private const int Probe = 20_000;
    private const int Connections = DurableRounds.Connections;
    private const double Megabytes = 300;
    private const double SecondsToRecover = 5;

    // wrk keeps its pace a little too well, and who runs out of webhooks repeats one that is stored already.
    private const double Spare = 1.2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string Name => "overload";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
        {
            await using var enterprise = await Enterprise.Open(store);
            var seen = new ConcurrentDictionary<string, bool>();
            await using var streams = await OpenStreams.OfEverybody(
                enterprise.Bank,
                (_, text) => seen.TryAdd(text, true)
            );
            var sustainable = await Sustainable(enterprise, seen, Math.Min(plan.Messages, Probe));
            using var requests = Requests.Write("o", (int)(Spare * 2 * sustainable * plan.Overload.TotalSeconds));
            var flood = Wrk.Run(enterprise.Server.Address, requests, plan.Overload, Connections, 2 * sustainable);
            var most = 0.0;
            while (!flood.IsCompleted)
            {
                most = Math.Max(most, enterprise.Megabytes());
                await Task.WhenAny(flood, Task.Delay(TimeSpan.FromMilliseconds(250)));
            }

            var result = await flood;
            var ended = Stopwatch.GetTimestamp();
            var processed = await enterprise.Messages("o") / result.Took.TotalSeconds;
            while (await OldestWaits(enterprise) > TimeSpan.FromSeconds(1))
            {
                if (Stopwatch.GetElapsedTime(ended) > Patience)
                {
                    throw new TimeoutException("The backlog did not go down");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }

            var recovered = Stopwatch.GetElapsedTime(ended).TotalSeconds;
            // A server that answers and keeps nothing would be the fastest of all.
            await Eventually.True(
                "nothing waits",
                async () => await enterprise.Number("SELECT COUNT(*) FROM whatsapp_inbox WHERE state = 'Waiting'") == 0,
                Patience
            );
            var stored = await enterprise.Messages("o");
            if (result.RanOut || stored < result.Ok || stored > result.Ok + Connections)
            {
                throw new InvalidOperationException(
                    $"{result.Ok} were answered 200, {stored} messages are stored{(result.RanOut ? "; wrk ran out of webhooks" : "")}"
                );
            }

            yield return new(
                $"overload, {store}: refused with Retry-After",
                Figures.Of("", result.Told),
                Figures.Of("", result.Refused),
                "refused",
                result.Refused == 0 ? 0 : (double)result.Told / result.Refused,
                Bar.AtLeast(1)
            );
            yield return Line.Share(
                $"overload, {store}: processed meanwhile",
                Figures.Of("/s", processed),
                Figures.Of("/s", sustainable),
                "without overload",
                null
            );
            yield return new(
                $"overload, {store}: most memory",
                Figures.Of("MB", most),
                null,
                $"{Megabytes} MB",
                most / Megabytes,
                Bar.AtMost(1)
            );
            yield return new(
                $"overload, {store}: until nothing waits longer than a second",
                Figures.Of("s", recovered),
                null,
                $"{SecondsToRecover} s",
                recovered / SecondsToRecover,
                Bar.AtMost(1)
            );
        }
    }

    // The same server, but it takes everything; afterwards it is started as operators start it.
    private static async Task<double> Sustainable(
        Enterprise enterprise,
        ConcurrentDictionary<string, bool> seen,
        int count
    )
    {
        await enterprise.Server.Kill();
        await enterprise.Server.Start(Enterprise.TakesEverything);
        using (var warmUp = Requests.Write("ow", 2_000))
        {
            await Burst.Run(enterprise, seen, warmUp, "ow", 2_000);
        }

        using var requests = Requests.Write("os", count);
        var perSecond = await Burst.Run(enterprise, seen, requests, "os", count);
        await enterprise.Server.Stop();
        await enterprise.Server.Start();
        return perSecond;
    }

    private static async Task<TimeSpan> OldestWaits(Enterprise enterprise)
    {
        var oldest = await enterprise.Number(
            "SELECT COALESCE(MIN(received_at), 0) FROM whatsapp_inbox WHERE state = 'Waiting'"
        );
        return oldest == 0
            ? TimeSpan.Zero
            : TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch.AddMicroseconds(oldest);
    }
}
