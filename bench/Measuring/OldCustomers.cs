using System.Globalization;
using Trunkline.TestKit.Databases;

namespace Trunkline.Bench.Measuring;

/// <summary>
/// Those who wrote once, years ago, written past the product: copies of real customers with their names, their conversation, its last message
/// and those who take part in it and have read it.
/// </summary>
internal static class OldCustomers
{
    private static readonly string[] Ids = ["id", "customer_id", "conversation_id", "last_message_id"];

    /// <summary>So many copies of each customer whose message has a text that begins with the <paramref name="name"/>.</summary>
    public static async Task Add(TestDatabase database, string name, int copies)
    {
        if (copies == 0)
        {
            return;
        }

        await database.Ask(
            $"CREATE TABLE bench_original AS SELECT c.id AS conversation, c.customer_id AS customer, c.last_message_id AS message FROM conversations_conversation c JOIN conversations_message m ON m.enterprise_id = c.enterprise_id AND m.id = c.last_message_id WHERE m.text LIKE 'B{name}i%'"
        );
        await Copy("conversations_customer", "id IN (SELECT customer FROM bench_original)");
        await Copy("conversations_identity", "customer_id IN (SELECT customer FROM bench_original)");
        await Copy("conversations_conversation", "id IN (SELECT conversation FROM bench_original)");
        await Copy("conversations_message", "id IN (SELECT message FROM bench_original)");
        await Copy("conversations_participant", "conversation_id IN (SELECT conversation FROM bench_original)");
        await database.Ask("DROP TABLE bench_original");
        Progress.Say($"{database.Store}: {copies} times as many customers");

        async Task Copy(string table, string which)
        {
            var columns = await database.Columns(table);
            var values = columns.Select(column => Value(database.Store, column));
            await database.Ask(
                $"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM {Series.Of(database.Store, 1, copies)} CROSS JOIN {table} WHERE {which}"
            );
            if (database.Store is Store.PostgreSql)
            {
                await database.Ask($"VACUUM (ANALYZE) {table}");
            }
        }
    }

    private static string Value(Store store, string column) =>
        column switch
        {
            _ when Ids.Contains(column) => Series.Id(store, column),
            "key" or "value" or "provider_id" => $"{column} || number",
            "active_at" or "at" or "second" or "stored_at" => string.Create(
                CultureInfo.InvariantCulture,
                $"{column} - CAST(100000000 AS BIGINT) * number"
            ),
            "incoming_count" or "read_count" => "1",
            "has_unread" => "FALSE",
            _ => column,
        };
}
