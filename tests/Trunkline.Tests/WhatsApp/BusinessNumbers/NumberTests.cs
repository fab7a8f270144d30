using System.Net;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Tests.WhatsApp.BusinessNumbers;

public sealed class NumberTests : IAsyncLifetime
{
    private TrunklineHost host = null!;

    public async ValueTask InitializeAsync() => host = await A.Host().WithDemo().Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task An_administrator_sees_the_numbers_of_his_organization_and_below()
    {
        using var admin = await host.SignedIn(DemoPerson.WhatsAppAdministrator);

        var page = await admin.Open($"/portal/o/{await Organization("WhatsApp")}/setup/whatsapp-numbers");

        page.Heading.ShouldBe("WhatsApp numbers");
        page.Text.ShouldContain(DemoNumbers.WhatsAppNorth.Display);
        page.Text.ShouldContain("Shared, front desk Bo Chen");
        page.Text.ShouldContain("Ana Ruiz");
        page.Text.ShouldNotContain(DemoNumbers.Europe.Display);
    }

    [Fact]
    public async Task Without_Setup_the_page_is_refused_and_elsewhere_it_is_not_found()
    {
        using var accounts = await host.SignedIn(DemoPerson.AccountsAdministrator);
        using var north = await host.SignedIn(DemoPerson.NorthAdministrator);

        var refused = await accounts.Open($"/portal/o/{await Organization("WhatsApp")}/setup/whatsapp-numbers");
        var hidden = await north.Open($"/portal/o/{await Organization("Europe")}/setup/whatsapp-numbers");

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text.ShouldContain("Your role: Accounts at WhatsApp.");
        hidden.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_number_is_given_to_an_account_and_then_shared_and_both_are_recorded()
    {
        using var admin = await host.SignedIn(DemoPerson.NorthAdministrator);
        var list = await admin.Open($"/portal/o/{await Organization("WhatsApp North")}/setup/whatsapp-numbers");
        var number = await list.Follow($"Edit {DemoNumbers.WhatsAppNorth.Display}");

        var given = await number
            .Form("Save")
            .Tick("One account has it for itself")
            .Fill("Account", "Bo Chen (bo.chen@abcbank.example)")
            .Submit();
        given.Text.ShouldContain("Used by: Bo Chen.");
        var shared = await given
            .Form("Save")
            .Tick("Everybody in WhatsApp North and below shares it")
            .Untick("Bo Chen")
            .Tick("Ana Ruiz")
            .Submit();

        shared.Text.ShouldContain("Used by: Shared, front desk Ana Ruiz.");
        (
            await host.Ask<int>(
                $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM auditing_change WHERE kind = 'number.assigned'"
            )
        ).ShouldBe(2);
    }

    [Fact]
    public async Task Two_administrators_do_not_overwrite_each_other()
    {
        using var one = await host.SignedIn(DemoPerson.NorthAdministrator);
        using var other = await host.SignedIn(DemoPerson.WhatsAppAdministrator);
        var address = $"/portal/o/{await Organization("WhatsApp North")}/setup/whatsapp-numbers";
        var seen = await (await one.Open(address)).Follow($"Edit {DemoNumbers.WhatsAppNorth.Display}");
        var alsoSeen = await (await other.Open(address)).Follow($"Edit {DemoNumbers.WhatsAppNorth.Display}");
        await seen.Form("Save").Tick("Ana Ruiz").Submit();

        var second = await alsoSeen.Form("Save").Untick("Bo Chen").Submit();

        second.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        second.Text.ShouldContain("changed meanwhile");
    }

    [Fact]
    public async Task A_wrong_number_is_explained_beside_its_field_and_what_was_typed_stays()
    {
        using var admin = await host.SignedIn(DemoPerson.NorthAdministrator);
        var list = await admin.Open($"/portal/o/{await Organization("WhatsApp North")}/setup/whatsapp-numbers");

        var again = await list.Form("Add number")
            .Fill("Number", "0151 2345678")
            .Fill("Name that customers see", "ABC")
            .Fill("Phone number id", DemoNumbers.Ana.PhoneNumberId)
            .Fill("WhatsApp Business Account id", "1234567")
            .Submit();

        again.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        again.Text.ShouldContain("country code");
        again.Field("Name that customers see").GetAttribute("value").ShouldBe("ABC");
        var taken = await again.Form("Add number").Fill("Number", "+1 312 555 0199").Submit();
        taken.Text.ShouldContain("was added already");
    }

    [Fact]
    public async Task Who_is_at_the_front_desk_stays_there_however_many_others_come_before_by_name()
    {
        await host.Database.Ask(
            """
            WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 501)
            INSERT INTO accounts_account SELECT enterprise_id, 'many-' || n, organization_id, 'Aaron', 'Aa', 'aa' || n || '@abcbank.example',
                'aaron aa' || n, 'Active', created_at, onboarded_at, suspended_at, version
            FROM accounts_account, many WHERE email = 'bo.chen@abcbank.example'
            """
        );
        await host.Database.Ask(
            "UPDATE accounts_account SET id = lower(printf('%08x-0000-7000-8000-%012x', rowid, rowid)) WHERE id LIKE 'many-%'"
        );
        using var admin = await host.SignedIn(DemoPerson.WhatsAppAdministrator);
        var list = await admin.Open($"/portal/o/{await Organization("WhatsApp")}/setup/whatsapp-numbers");
        var number = await list.Follow($"Edit {DemoNumbers.WhatsAppNorth.Display}");
        number.Text.ShouldContain("the first 500 accounts by name");

        var saved = await number.Press("Save");

        saved.Text.ShouldContain("Used by: Shared, front desk Bo Chen.");
    }

    [Fact]
    public async Task A_removed_number_is_gone_from_the_list()
    {
        using var admin = await host.SignedIn(DemoPerson.NorthAdministrator);
        var list = await admin.Open($"/portal/o/{await Organization("WhatsApp North")}/setup/whatsapp-numbers");
        var number = await list.Follow($"Edit {DemoNumbers.Ana.Display}");

        var confirm = await number.Follow("Remove…");
        var button = $"Remove {DemoNumbers.Ana.Display}";
        var wrong = await confirm.Press(button);
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Text.ShouldContain("Type the number to confirm.");

        var after = await wrong
            .Form(button)
            .Fill($"Type “{DemoNumbers.Ana.Display}” to confirm", DemoNumbers.Ana.Display)
            .Submit();

        after.Text.ShouldContain("The number was removed.");
        after.LinkTexts.ShouldNotContain(DemoNumbers.Ana.Display);
    }

    private Task<Guid> Organization(string name) =>
        host.Ask<Guid>($"SELECT id AS \"Value\" FROM organizations_organization WHERE name = {name}");
}
