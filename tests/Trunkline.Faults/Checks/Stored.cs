using System.Globalization;
using Trunkline.Faults.Traffic;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;

namespace Trunkline.Faults.Checks;

/// <summary>What the database holds, asked past the product. The only place that knows tables.</summary>
internal sealed class Stored(TestDatabase database)
{
    public sealed record Row(string Wamid, string Conversation, string Text, bool Deleted, string Second, string At);

    /// <summary>The person receives first messages at this number too.</summary>
    public Task PutAtFrontDesk(DemoPerson person, string phoneNumberId) =>
        database.Ask(
            $"INSERT INTO whatsapp_front_desk (enterprise_id, number, account) SELECT n.enterprise_id, n.id, a.id FROM whatsapp_number n JOIN accounts_account a ON a.enterprise_id = n.enterprise_id WHERE n.phone_number_id = '{phoneNumberId}' AND a.email = '{person.Email}'"
        );

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
            $"SELECT COUNT(*) FROM conversations_message WHERE direction = 'Incoming' AND kind = 'Text' AND text LIKE '{prefix}%'"
        );

    /// <summary>The customers' messages whose wamid begins so, in the order in which people see them.</summary>
    public async Task<IReadOnlyList<Row>> InOrder(string prefix) =>
        [
            .. (
                await database.Ask(
                    $"SELECT provider_id, conversation_id, text, CASE WHEN revoked_at IS NULL THEN '' ELSE 'deleted' END, second, at FROM conversations_message WHERE {Begins(prefix)} ORDER BY second, stored_at, id"
                )
            ).Select(line =>
            {
                var parts = line.Split('|');
                return new Row(parts[0], parts[1], parts[2], parts[3] != "", parts[4], parts[5]);
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

    /// <summary>Who is the customer of each conversation.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Customers() =>
        (await database.Ask("SELECT id, customer_id FROM conversations_conversation"))
            .Select(line => line.Split('|'))
            .ToDictionary(parts => parts[0], parts => parts[1]);

    /// <summary>The conversations in which people have something unread, by their address.</summary>
    public async Task<ILookup<string, string>> Unread() =>
        (
            await database.Ask(
                "SELECT a.email, p.conversation_id FROM conversations_participant p JOIN accounts_account a ON a.enterprise_id = p.enterprise_id AND a.id = p.account_id WHERE p.has_unread"
            )
        )
            .Select(line => line.Split('|'))
            .ToLookup(parts => parts[0], parts => parts[1]);

    /// <summary>Statuses that still wait for their message, and such as were stored twice.</summary>
    public async Task<IReadOnlyList<string>> StrayStatuses() =>
        [
            .. await database.Ask("SELECT 'parked', provider_message_id FROM whatsapp_parked_status"),
            .. await database.Ask(
                "SELECT 'twice', message_id, event FROM conversations_delivery_report GROUP BY message_id, event, at, code HAVING COUNT(*) > 1"
            ),
        ];

    /// <summary>Changes that still wait for the message that they change.</summary>
    public async Task<IReadOnlyList<string>> WaitingChanges() =>
        await database.Ask("SELECT provider_id FROM conversations_message WHERE awaits IS NOT NULL");

    /// <summary>By which names each customer goes, by conversation: numbers and ids of the channel.</summary>
    public async Task<ILookup<string, string>> NamesByConversation() =>
        (
            await database.Ask(
                "SELECT c.id, i.key FROM conversations_identity i JOIN conversations_conversation c ON c.enterprise_id = i.enterprise_id AND c.customer_id = i.customer_id WHERE i.valid_to IS NULL"
            )
        )
            .Select(line => line.Split('|'))
            .ToLookup(parts => parts[0], parts => parts[1]);

    private async Task<long> Number(string sql) =>
        long.Parse((await database.Ask(sql)).Single(), CultureInfo.InvariantCulture);

    // A range, so that the index on the provider's id serves; '~' comes after everything that a name contains.
    private static string Begins(string prefix) => $"provider_id >= '{prefix}' AND provider_id < '{prefix}~'";
}
