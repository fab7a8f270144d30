using Trunkline.Platform;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Bench.Measuring;

/// <summary>More people than the demo has, written past the product: copies of Cy who share his number.</summary>
internal static class ManyPeople
{
    /// <summary>Answers what each of them is signed in to the app with.</summary>
    public static async Task<IReadOnlyList<AppSession>> Add(Enterprise enterprise, int count)
    {
        var cy = await enterprise.Bank.SignIn(DemoPerson.Cy);
        List<AppSession> sessions = [.. Enumerable.Range(0, count).Select(_ => new AppSession(Secret.New().Reveal()))];
        var hashes = sessions.Select((one, index) => $"({index + 1}, '{Secret.HashOf(one.Token)}')");
        var people = $"WITH person(number, hash) AS (VALUES {string.Join(", ", hashes)})";
        var session = $"token_hash = '{Secret.HashOf(cy.Token)}'";
        var account = $"(SELECT person_id FROM access_session WHERE {session})";
        await Copy("accounts_account", $"id = {account}");
        await Copy("access_session", session);
        await enterprise.Database.Ask(
            $"UPDATE whatsapp_number SET account_id = NULL, shared_at = added_at WHERE account_id = {account}"
        );
        await enterprise.Database.Ask(
            $"{people} INSERT INTO whatsapp_front_desk (enterprise_id, number, account) SELECT a.enterprise_id, n.id, {Series.Id(enterprise.Database.Store, "a.id")} FROM person CROSS JOIN accounts_account a JOIN whatsapp_number n ON n.enterprise_id = a.enterprise_id AND n.organization_id = a.organization_id WHERE a.id = {account}"
        );
        return sessions;

        async Task Copy(string table, string which)
        {
            var columns = await enterprise.Database.Columns(table);
            var values = columns.Select(column =>
                column switch
                {
                    "id" or "person_id" => Series.Id(enterprise.Database.Store, column),
                    "email" => "number || '.' || email",
                    "token_hash" => "hash",
                    _ => column,
                }
            );
            await enterprise.Database.Ask(
                $"{people} INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM person CROSS JOIN {table} WHERE {which}"
            );
        }
    }
}
