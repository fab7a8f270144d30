using System.Diagnostics;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Bench.Measures;

/// <summary>Start on an existing database to the first page, memory at rest, and the way back after a kill under load.</summary>
internal sealed class Footprint : IMeasure
{
    private const double Seconds = 2;
    private const double Megabytes = 150;

    public string Name => "footprint";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        await using var enterprise = await Enterprise.Open(Store.Sqlite);
        using var http = new HttpClient { BaseAddress = enterprise.Server.Address };
        var (starts, memory, restarts) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            await enterprise.Server.Kill();
            starts.Add(await Start(enterprise, () => http.GetAsync("/app/sign-in")));
            memory.Add(enterprise.Megabytes());

            using var requests = Requests.Write($"f{round}", 4_000);
            await Wrk.Run(enterprise.Server.Address, requests, TimeSpan.FromMinutes(1), connections: 64);
            await enterprise.Server.Kill();
            restarts.Add(
                await Start(enterprise, () => http.SendAsync(Requests.Post(enterprise.Server.Address, "f", round)))
            );
            // The next start and its memory are those of a server with nothing to do.
            await Eventually.True(
                "the backlog is worked off",
                async () => await enterprise.Number("SELECT COUNT(*) FROM whatsapp_inbox WHERE state = 'Waiting'") == 0,
                TimeSpan.FromMinutes(1)
            );
        }

        var started = Figures.Of("s", starts);
        var atRest = Figures.Of("MB", memory);
        yield return new(
            "start to the first page",
            started,
            null,
            $"{Seconds} s",
            started.Median / Seconds,
            Bar.AtMost(1)
        );
        yield return new(
            "memory after the first page",
            atRest,
            null,
            $"{Megabytes} MB",
            atRest.Median / Megabytes,
            Bar.AtMost(1)
        );
        yield return new(
            "kill with a backlog to the first webhook answered 200",
            Figures.Of("s", restarts),
            started,
            "start to the first page",
            Figures.Of("s", restarts).Median / started.Median,
            null
        );
    }

    private static async Task<double> Start(Enterprise enterprise, Func<Task<HttpResponseMessage>> ask)
    {
        var started = Stopwatch.GetTimestamp();
        await enterprise.Server.Start();
        while (true)
        {
            using var answer = await ask();
            if (answer.IsSuccessStatusCode)
            {
                return Stopwatch.GetElapsedTime(started).TotalSeconds;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
