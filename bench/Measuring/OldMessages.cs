using System.Globalization;
using Trunkline.TestKit.Databases;

namespace Trunkline.Bench.Measuring;

/// <summary>Years of messages, written past the product: copies of real ones, older, each a second after the one before.</summary>
internal static class OldMessages
{
    private const int AtOnce = 100_000;

    /// <summary>
    /// As many for each of the <paramref name="conversations"/> whose message has a text that begins with the
    /// <paramref name="name"/>, until <paramref name="total"/> messages are stored.
    /// </summary>
    public static async Task Add(TestDatabase database, string name, int conversations, int total)
    {
        var each = (total / conversations) - 1;
        var columns = await database.Columns("conversations_message");
        var values = columns.Select(column => Value(database.Store, column, each));
        await database.Ask(
            $"CREATE TABLE bench_copied AS SELECT *, ROW_NUMBER() OVER (ORDER BY text) AS place FROM conversations_message WHERE text LIKE 'B{name}i%'"
        );
        for (var done = 0; done < each; done += AtOnce / conversations)
        {
            var series = Series.Of(database.Store, done + 1, Math.Min(done + (AtOnce / conversations), each));
            await database.Ask(
                $"INSERT INTO conversations_message ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM {series} CROSS JOIN bench_copied"
            );
        }

        await database.Ask("DROP TABLE bench_copied");
        // What a database does by itself in the time that such a history takes.
        await database.Ask(
            database.Store is Store.Sqlite
                ? "PRAGMA wal_checkpoint(TRUNCATE)"
                : "VACUUM (ANALYZE) conversations_message"
        );
        Progress.Say($"{database.Store}: {total:N0} messages stored");
    }

    private static string Value(Store store, string column, int each) =>
        column switch
        {
            "id" => Id(store, $"{Earlier("stored_at", each)} / 1000"),
            "provider_id" => "'wamid.HBgNNDkxNzAwMDAwMDAwMBUCABIYFjNFQjBD' || place || '.' || number",
            "text" => "'An older message'",
            "at" or "second" or "stored_at" => Earlier(column, each),
            _ => column,
        };

    // In microseconds, as both databases keep moments.
    private static string Earlier(string moment, int each) =>
        string.Create(CultureInfo.InvariantCulture, $"({moment} - CAST(1000000 AS BIGINT) * ({each + 1} - number))");

    // As the product's own ids: the moment first, then chance. (UUID version 7)
    private static string Id(Store store, string milliseconds) =>
        store is Store.Sqlite
            ? $"printf('%08X-%04X-7', {milliseconds} / 65536, {milliseconds} % 65536) || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))"
            : $"(lpad(to_hex({milliseconds}), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid";
}
