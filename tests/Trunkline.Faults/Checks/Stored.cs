using System.Globalization;
using Trunkline.Faults.Traffic;
using Trunkline.TestKit.Databases;

namespace Trunkline.Faults.Checks;

/// <summary>What the database holds, asked past the product. The only place that knows tables.</summary>
internal sealed class Stored(TestDatabase database)
{
    public sealed record Row(string Wamid, string Conversation, string Text);

    public async Task<long> Waiting() =>
        await Number("SELECT COALESCE(SUM(count), 0) FROM whatsapp_inbox WHERE state = 'Waiting'");

    /// <summary>Why each webhook that was put aside or kept as an orphan is there.</summary>
    public async Task<IReadOnlyList<string>> Astray() =>
        await database.Ask("SELECT state, tries, reason FROM whatsapp_inbox WHERE state IN ('SetAside', 'Orphaned')");

    /// <summary>What each job is about that was given up.</summary>
    public async Task<IReadOnlyList<string>> JobsGivenUp() =>
        await database.Ask("SELECT kind, last_error FROM platform_job WHERE set_aside_at IS NOT NULL");

    public async Task<long> Unsent() => await Number("SELECT COUNT(*) FROM whatsapp_outbox");

    public async Task<long> Messages(string prefix) =>
        await Number($"SELECT COUNT(*) FROM conversations_message WHERE {Begins(prefix)}");

    /// <summary>The customers' messages whose text begins so, however they are called.</summary>
    public async Task<long> Texts(string prefix) =>
        await Number(
            $"SELECT COUNT(*) FROM conversations_message WHERE direction = 'Incoming' AND text LIKE '{prefix}%'"
        );

    /// <summary>The customers' messages whose wamid begins so, in the order in which people see them.</summary>
    public async Task<IReadOnlyList<Row>> InOrder(string prefix) =>
        [
            .. (
                await database.Ask(
                    $"SELECT provider_id, conversation_id, text FROM conversations_message WHERE {Begins(prefix)} ORDER BY second, stored_at, id"
                )
            ).Select(line =>
            {
                var parts = line.Split('|');
                return new Row(parts[0], parts[1], parts[2]);
            }),
        ];

    /// <summary>The state of each of the employee's messages, by its text.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StatesOfSends() =>
        (
            await database.Ask(
                "SELECT text, state FROM conversations_message WHERE direction = 'Outgoing' AND client_id IS NOT NULL AND text LIKE 'F%'"
            )
        )
            .Select(line => line.Split('|'))
            .GroupBy(parts => parts[0])
            .ToDictionary(same => same.Key, same => string.Join('+', same.Select(parts => parts[1])));

    private async Task<long> Number(string sql) =>
        long.Parse((await database.Ask(sql)).Single(), CultureInfo.InvariantCulture);

    // A range, so that the index on the provider's id serves; '~' comes after everything that a name contains.
    private static string Begins(string prefix) => $"provider_id >= '{prefix}' AND provider_id < '{prefix}~'";
}
