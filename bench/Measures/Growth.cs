using System.Collections.Concurrent;
using System.Globalization;
using Trunkline.Bench.Load;
using Trunkline.Bench.Measuring;
using Trunkline.TestKit.Databases;

namespace Trunkline.Bench.Measures;

/// <summary>The whole path and ingestion again, with more and more messages stored before: neither may slow down much.</summary>
internal sealed class Growth : IMeasure
{
    private const int Chunk = 100_000;
    private static readonly int[] Sizes = [1_000, 100_000, 10_000_000];

    public string Name => "growth";

    public async IAsyncEnumerable<Line> Run(Plan plan)
    {
        foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
        {
            await using var enterprise = await Enterprise.Open(store, settings: Enterprise.TakesEverything);
            var seen = new ConcurrentDictionary<string, bool>();
            await using var streams = await OpenStreams.OfEverybody(
                enterprise.Bank,
                (_, text) => seen.TryAdd(text, true)
            );
            await Path(enterprise, seen, "gw", 2_000);
            var (first, stored) = ((Figures?)null, 0);
            foreach (var size in plan == Plan.Quick ? Sizes[..2] : Sizes)
            {
                await Fill(enterprise.Database, stored, size);
                stored = size;
                var rates = new List<double>();
                for (var round = 0; round < plan.Rounds; round++)
                {
                    rates.Add(await Path(enterprise, seen, $"g{size}r{round}x", plan.Messages));
                }

                var now = Figures.Of("/s", rates);
                first ??= now;
                yield return Line.Share(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"webhook to open stream, {store}, {size:N0} messages stored"
                    ),
                    now,
                    first,
                    "with 1,000",
                    null
                );
            }
        }
    }

    private static async Task<double> Path(
        Enterprise enterprise,
        ConcurrentDictionary<string, bool> seen,
        string name,
        int count
    )
    {
        using var requests = Requests.Write(name, count);
        return await Burst.Run(enterprise, seen, requests, name, count);
    }

    // Copies of real messages, older and with names of their own, spread over the conversations that there are.
    private static async Task Fill(TestDatabase database, int from, int to)
    {
        var columns =
            database.Store is Store.Sqlite
                ? (await database.Ask("SELECT name FROM pragma_table_info('conversations_message')"))
                : await database.Ask(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = 'conversations_message'"
                );
        var values = columns.Select(column =>
            column switch
            {
                "id" => database.Store is Store.Sqlite
                    ? "upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))"
                    : "gen_random_uuid()",
                "provider_id" => "'wamid.old.' || m.place || '.' || series.number",
                "text" => "'An older message'",
                "at" or "second" or "stored_at" => $"m.{column} - 1000000 * series.number",
                _ => $"m.{column}",
            }
        );
        var series =
            database.Store is Store.Sqlite
                ? "(WITH RECURSIVE n(number) AS (SELECT {0} UNION ALL SELECT number + 1 FROM n WHERE number < {1}) SELECT number FROM n) series"
                : "generate_series({0}, {1}) series(number)";
        const int Conversations = 100;
        for (var at = from; at < to; at += Chunk)
        {
            var (begin, end) = ((at / Conversations) + 1, Math.Min(at + Chunk, to) / Conversations);
            await database.Ask(
                $"INSERT INTO conversations_message ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY text) AS place FROM conversations_message WHERE text LIKE 'Bgwi%' ORDER BY text LIMIT {Conversations}) m, {string.Format(CultureInfo.InvariantCulture, series, begin, end)}"
            );
        }

        Progress.Say($"{database.Store}: {to} messages stored");
    }
}
