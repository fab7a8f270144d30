using System.Globalization;
using Trunkline.Bench.Ceiling;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Bench.Measures;

/// <summary>Signed webhook, committed, 200: against the same endpoint with the signature check and no store.</summary>
internal sealed class Ingestion : IMeasure
{
    public string Name => "ingestion";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        await using var ceiling = await CeilingHost.Start();
        await using var postgreSql = await KillablePostgreSql.Start();
        await using var onSqlite = await Contender.Start(await TestDatabase.Create(Store.Sqlite));
        await using var onPostgreSql = await Contender.Start(await postgreSql.CreateDatabase("ingestion"));
        var top = new Measured(
            "ceiling",
            async (requests, stretch) =>
            {
                var result = await Wrk.Run(ceiling.Address, requests, stretch, DurableRounds.Connections);
                return result.Refused + result.Errors == 0
                    ? result.PerSecond
                    : throw new InvalidOperationException(
                        $"The ceiling refused {result.Refused} and broke {result.Errors}: no yardstick"
                    );
            }
        );
        var sqlite = new Measured("SQLite", onSqlite.Rounds.Run);
        var postgres = new Measured("PostgreSQL", onPostgreSql.Rounds.Run);
        Measured[] all = [top, sqlite, postgres];
        for (var round = 0; round <= plan.Rounds; round++)
        {
            // The first round warms up and does not count: a server that is still compiling itself is not what is measured.
            var stretch = round == 0 ? Plan.WarmUp : plan.Stretch;
            var name = string.Create(CultureInfo.InvariantCulture, $"g{round:00}");
            using var requests = DurableRounds.Write(name, stretch);
            // Each round another goes first: right after the ceiling, which leaves no processor time at all, anyone is slower.
            foreach (var one in all.Skip(round % all.Length).Concat(all.Take(round % all.Length)))
            {
                var perSecond = await one.Run(requests, stretch);
                Progress.Say($"{one.Name} {perSecond:N0}/s");
                if (round > 0)
                {
                    one.PerSecond.Add(perSecond);
                }
            }
        }

        var against = Figures.Of("/s", top.PerSecond);
        const string What = "signature check, no store";
        yield return Line.Share(
            "durable ingestion, SQLite",
            Figures.Of("/s", sqlite.PerSecond),
            against,
            What,
            Bar.AtLeast(0.75)
        );
        yield return Line.Share(
            "durable ingestion, PostgreSQL",
            Figures.Of("/s", postgres.PerSecond),
            against,
            What,
            Bar.AtLeast(0.60)
        );
    }

    private sealed record Measured(string Name, Func<Requests, TimeSpan, Task<double>> Run)
    {
        public List<double> PerSecond { get; } = [];
    }

    /// <summary>The built server with its lanes at rest.</summary>
    private sealed class Contender(TestDatabase database, RealBank bank) : IAsyncDisposable
    {
        public DurableRounds Rounds { get; } = new(database, bank.Server);

        public static async Task<Contender> Start(TestDatabase database) =>
            new(
                database,
                await RealBank.Start(
                    database,
                    settings: Enterprise.TakesEverything,
                    startup: typeof(RestingLanes).Assembly
                )
            );

        public async ValueTask DisposeAsync()
        {
            await bank.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
