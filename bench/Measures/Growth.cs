using System.Collections.Concurrent;
using System.Globalization;
using Trunkline.Bench.Ceiling;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;

namespace Trunkline.Bench.Measures;

/// <summary>
/// What an enterprise with a long history waits for, against one that has just begun: several of them side by side, a round
/// of each in turn.
/// </summary>
internal sealed class Growth : IMeasure
{
    private static readonly int[] Sizes = [1_000, 100_000, 10_000_000];

    public string Name => "growth";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
        {
            var all = new List<Grown>();
            try
            {
                foreach (var size in plan == Plan.Quick ? Sizes[..2] : Sizes)
                {
                    all.Add(await Grown.Open(store, size));
                }

                // The first round warms up and does not count: of a long history hardly anything is in memory yet.
                for (var round = 0; round <= plan.Rounds; round++)
                {
                    foreach (var one in all)
                    {
                        await one.Work(round, plan);
                    }
                }

                foreach (var one in all)
                {
                    await one.Rest();
                }

                for (var round = 0; round <= plan.Rounds; round++)
                {
                    foreach (var one in all)
                    {
                        await one.Ingest(round, plan);
                    }
                }

                foreach (var line in all.Skip(1).SelectMany(one => one.Against(all[0])))
                {
                    yield return line;
                }
            }
            finally
            {
                foreach (var one in all)
                {
                    await one.DisposeAsync();
                }
            }
        }
    }

    /// <summary>One enterprise with its history.</summary>
    private sealed class Grown(
        int size,
        Enterprise enterprise,
        OpenStreams streams,
        ConcurrentDictionary<string, bool> seen,
        Employee employee
    ) : IAsyncDisposable
    {
        private const int Pages = 20;

        private int Size { get; } = size;

        private readonly List<double> shown = [];
        private readonly List<double> ingested = [];
        private readonly List<double> sent = [];
        private readonly List<double> lists = [];
        private readonly List<double> threads = [];

        public static async Task<Grown> Open(Store store, int size)
        {
            var enterprise = await Enterprise.Open(store, settings: Enterprise.TakesEverything);
            var seen = new ConcurrentDictionary<string, bool>();
            var streams = await OpenStreams.OfEverybody(enterprise.Bank, (_, text) => seen.TryAdd(text, true));
            var employee = await Employee.SignIn(enterprise);
            // Of each customer one message, of which the older ones are copies.
            using var first = Requests.Write("gw", Requests.Customers);
            await Burst.Run(enterprise, seen, first, "gw", Requests.Customers);
            await OldMessages.Add(enterprise.Database, "gw", Requests.Customers, size);
            // Years bring customers as well as messages.
            await OldCustomers.Add(enterprise.Database, "gw", (CustomersOf(size) / Requests.Customers) - 1);
            return new(size, enterprise, streams, seen, employee);
        }

        private static int CustomersOf(int size) => Math.Clamp(size / 20, Requests.Customers, 100_000);

        public async Task Work(int round, Plan plan)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"g{round}x");
            var count = Math.Max(1_000, plan.Messages / 10);
            using var requests = Requests.Write(name, count);
            var perSecond = await Burst.Run(enterprise, seen, requests, name, count);
            var (_, delivered) = await employee.Send($"gs{round}x", Employee.Customers);
            if (round == 0)
            {
                return;
            }

            shown.Add(perSecond);
            sent.Add(delivered);
            for (var page = 0; page < Pages; page++)
            {
                lists.Add(await employee.Open("/app"));
                threads.Add(await employee.Open($"/app/conversations/{employee.Conversations[page].Conversation}"));
            }
        }

        /// <summary>From now on webhooks are only made durable.</summary>
        public async Task Rest()
        {
            await enterprise.Server.Stop();
            await enterprise.Server.Start(startup: typeof(RestingLanes).Assembly);
        }

        public async Task Ingest(int round, Plan plan)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"gi{round}x");
            using var requests = DurableRounds.Write(name, plan.Stretch);
            var perSecond = await new DurableRounds(enterprise.Database, enterprise.Server).Run(requests, plan.Stretch);
            if (round > 0)
            {
                ingested.Add(perSecond);
            }
        }

        public IEnumerable<Line> Against(Grown first)
        {
            yield return Compared("webhook to open stream", "/s", one => one.shown);
            yield return Compared("durable ingestion", "/s", one => one.ingested);
            yield return Compared("employee to Graph API", "/s", one => one.sent);
            yield return Compared("page of the list", "ms", one => one.lists);
            yield return Compared("page of a conversation", "ms", one => one.threads);

            Line Compared(string what, string unit, Func<Grown, List<double>> figures) =>
                Line.Share(
                    Titled(what),
                    Figures.Of(unit, figures(this)),
                    Figures.Of(unit, figures(first)),
                    Peer(),
                    null
                );

            string Titled(string what) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what}, {enterprise.Database.Store}, {Size:N0} messages of {CustomersOf(Size):N0} customers stored"
                );

            string Peer() => string.Create(CultureInfo.InvariantCulture, $"with {first.Size:N0}");
        }

        public async ValueTask DisposeAsync()
        {
            employee.Dispose();
            await streams.DisposeAsync();
            await enterprise.DisposeAsync();
        }
    }
}
