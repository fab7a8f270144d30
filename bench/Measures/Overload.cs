using System.Diagnostics;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;

namespace Trunkline.Bench.Measures;

/// <summary>
/// Far more than can be processed, for a minute: 256 connections that never wait. What is refused is told when to come
/// again, memory stays bounded, and soon afterwards nothing waits for long.
/// </summary>
internal sealed class Overload : IMeasure
{
    private const double Megabytes = 300;
    private const double SecondsToRecover = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string Name => "overload";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
        {
            await using var enterprise = await Enterprise.Open(store);
            using var requests = Requests.Write("o", (int)(20_000 * plan.Overload.TotalSeconds));
            var flood = Wrk.Run(enterprise.Server.Address, requests, plan.Overload);
            var most = 0.0;
            while (!flood.IsCompleted)
            {
                most = Math.Max(most, enterprise.Megabytes());
                await Task.WhenAny(flood, Task.Delay(TimeSpan.FromMilliseconds(250)));
            }

            var result = await flood;
            var ended = Stopwatch.GetTimestamp();
            while (await OldestWaits(enterprise) > TimeSpan.FromSeconds(1))
            {
                if (Stopwatch.GetElapsedTime(ended) > Patience)
                {
                    throw new TimeoutException("The backlog did not go down");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }

            var recovered = Stopwatch.GetElapsedTime(ended).TotalSeconds;
            yield return new(
                $"overload, {store}: refused with Retry-After",
                Figures.Of("", result.Told),
                Figures.Of("", result.Refused),
                "refused",
                result.Refused == 0 ? 1 : (double)result.Told / result.Refused,
                Bar.AtLeast(1)
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
