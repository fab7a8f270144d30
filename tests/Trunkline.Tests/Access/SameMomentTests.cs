using System.Net;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Access;

/// Somebody signs in, or is removed, in the moment in which another process changes who may.
public sealed class SameMomentTests : IAsyncLifetime
{
    private TrunklineHost host = null!;

    public async ValueTask InitializeAsync() => host = await A.Host().On(Store.PostgreSql).WithDemo().Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Nobody_gets_in_with_a_password_that_is_being_replaced()
    {
        const string Email = "north.admin@abcbank.example";
        var thief = host.Visitor();

        var (_, page) = await host.Database.During(
            $"UPDATE access_credential SET password_hash = 'of another one', changed_at = changed_at + 1 WHERE email_key = '{Email}' RETURNING 1",
            () => thief.SignIn(Email, TrunklineHost.DemoPassword)
        );

        page.Heading.ShouldBe("Sign in");
        (await host.Database.Ask("SELECT 1 FROM access_session")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_who_remove_each_other_one_stays()
    {
        var admin = await host.Administrator("admin");
        var list = await admin.Open($"/portal/o/{await admin.Find("WhatsApp")}/administrators");
        var confirm = await list.Follow("Remove Setup and Accounts in WhatsApp from Walter Adeyemi");

        // The other one takes roles in turn, as everybody does, and takes the admin's.
        var (_, page) = await host.Database.During(
            $"""
            WITH turn AS (SELECT pg_advisory_xact_lock(hashtextextended('roles in ' || enterprise_id, 0)) AS taken, id
                FROM access_administrator WHERE email_key = '{DemoPerson.Administrator.Email}')
            DELETE FROM access_grant USING turn WHERE holder_id = turn.id RETURNING 1
            """,
            () => confirm.Press("Remove administrator")
        );

        page.Status.ShouldBe(HttpStatusCode.Conflict);
        page.Text.ShouldContain("What you may do in WhatsApp was changed meanwhile.");
        (await host.Administrator("whatsapp.admin")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Nothing_remains_of_somebody_who_sets_a_password_while_being_removed()
    {
        const string email = "petra.novak@abcbank.example";
        var admin = await host.Administrator("admin");
        var place = await admin.Find("Europe");
        await (await admin.Open($"/portal/o/{place}/administrators/new"))
            .Form("Add administrator")
            .Fill("Name", "Petra Novak")
            .Fill("E-mail address", email)
            .Fill("Role", "Setup")
            .Submit();
        var list = await admin.Open($"/portal/o/{place}/administrators");
        var confirm = await list.Follow("Remove Setup in Europe from Petra Novak");

        await host.Database.During(
            $"""
            WITH taken AS (
                DELETE FROM access_invitation WHERE administrator_id =
                    (SELECT id FROM access_administrator WHERE email_key = '{email}')
                RETURNING administrator_id
            )
            INSERT INTO access_credential SELECT (jsonb_populate_record(one, jsonb_build_object(
                'person_id', taken.administrator_id, 'email', '{email}', 'email_key', '{email}'))).*
            FROM access_credential one, taken WHERE one.email_key = '{DemoPerson.Administrator.Email}' RETURNING 1
            """,
            () => confirm.Press("Remove administrator")
        );

        (await host.Database.Ask($"SELECT 1 FROM access_administrator WHERE email_key = '{email}'")).ShouldBeEmpty();
        (await host.Database.Ask($"SELECT 1 FROM access_credential WHERE email_key = '{email}'")).ShouldBeEmpty();
    }
}
