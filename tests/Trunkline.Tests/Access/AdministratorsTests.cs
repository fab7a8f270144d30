using System.Net;
using System.Net.Http.Json;
using AngleSharp.Dom;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Access;

public sealed class AdministratorsTests(DemoEnterprise demo) : IClassFixture<DemoEnterprise>
{
    private const string Password = "lantern gravel orbit";

    private readonly TrunklineHost host = demo.Host;

    [Fact]
    public async Task An_invited_administrator_sets_a_password_with_the_link_once_and_is_signed_in()
    {
        var link = await InviteAsync("Petra Novak", "petra.novak@abcbank.example", "Setup", "Europe");
        await Eventually.True(
            "the link is mailed",
            () => host.Mails().Any(mail => mail.To == "petra.novak@abcbank.example")
        );

        var petra = host.Visitor();
        var page = await petra.Open(link);
        page.Text.ShouldContain("petra.novak@abcbank.example");
        page = await page.Form("Set password").Fill("Password", "short").Submit();
        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.Text.ShouldContain("at least 12 characters");
        page = await page.Form("Set password").Fill("Password", Password).Submit();

        page.Switcher().ShouldBe(["Europe"]);
        (await host.Visitor().Open(link)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await host.Visitor().SignIn("petra.novak@abcbank.example", Password)).Path.ShouldStartWith("/portal/o/");
    }

    [Fact]
    public async Task A_link_that_is_too_old_or_was_replaced_does_not_work()
    {
        await using var own = await A.Host().WithDemo().Start();
        var first = await InviteAsync("Iris Vale", "iris.vale@abcbank.example", "Setup", "Europe", own);
        var admin = await own.Administrator("admin");
        var list = await admin.Open($"/portal/o/{await admin.Find("Europe")}/administrators");
        var second = (await list.Press("New link for Iris Vale"))
            .Field("Link to set a password")
            .GetAttribute("value")!;

        (await own.Visitor().Open(new Uri(first).PathAndQuery)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await own.Visitor().Open(new Uri(second).PathAndQuery)).Heading.ShouldBe("Set your password");
        own.Clock.MoveForward(TimeSpan.FromDays(8));
        (await own.Visitor().Open(new Uri(second).PathAndQuery)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Taking_a_role_takes_effect_at_the_next_request()
    {
        var link = await InviteAsync("Jonas Berg", "jonas.berg@abcbank.example", "Setup", "Finance");
        var jonas = host.Visitor();
        await (await jonas.Open(link)).Form("Set password").Fill("Password", Password).Submit();
        (await jonas.Open("/portal")).Path.ShouldStartWith("/portal/o/");

        var admin = await host.Administrator("admin");
        var list = await admin.Open($"/portal/o/{await admin.Find("Finance")}/administrators");
        var confirm = await list.Follow("Remove Setup in Finance from Jonas Berg");
        confirm.Text.ShouldContain("the administrator goes");
        await confirm.Press("Remove administrator");

        (await jonas.Open("/portal")).Heading.ShouldBe("Sign in");
        (await host.Visitor().SignIn("jonas.berg@abcbank.example", Password)).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
    }

    [Fact]
    public async Task Nobody_gives_what_they_lack_themselves()
    {
        // Hugo may manage administrators in Operations, and nothing else.
        await MakeRoleAsync("Staffing", "Administrators");
        var link = await InviteAsync("Hugo Lang", "hugo.lang@abcbank.example", "Staffing", "Operations");
        var hugo = host.Visitor();
        await (await hugo.Open(link)).Form("Set password").Fill("Password", Password).Submit();
        var id = await hugo.Find("Operations");

        var form = await hugo.Open($"/portal/o/{id}/administrators/new");
        var setup = form.Field("Role")
            .QuerySelectorAll("option")
            .Single(one => one.TextContent.StartsWith("Setup (you lack", StringComparison.Ordinal));
        setup.HasAttribute("disabled").ShouldBeTrue();
        var refused = await form.Form("Add administrator")
            .Fill("Name", "Someone Else")
            .Fill("E-mail address", "someone.else@abcbank.example")
            .Fill("Role", setup.GetAttribute("value")!)
            .Submit();
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text.ShouldContain("You lack: Setup.");

        // Nor can Hugo take it away from somebody.
        var list = await hugo.Open($"/portal/o/{id}/administrators");
        var confirm = await list.Follow("Remove Setup in Operations from Omar Haddad");
        (await confirm.Press("Remove administrator")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Administrator("ops.admin")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Nobody_is_shown_the_link_of_somebody_who_was_given_more_than_they_hold()
    {
        await MakeRoleAsync("Door keeping", "Administrators");
        var keeper = host.Visitor();
        var joining = await InviteAsync("Kim Sand", "kim.sand@abcbank.example", "Door keeping", "Operations");
        await (await keeper.Open(joining)).Form("Set password").Fill("Password", Password).Submit();
        var operations = await keeper.Find("Operations");
        // Two who have not joined yet: one was given everything above, the other by Kim, who keeps that link.
        await InviteAsync("Zoe Blum", "zoe.blum@abcbank.example", "Everything", "ABC Bank");
        var refused = await Give(keeper, operations, "Zoe Blum", "zoe.blum@abcbank.example", "Door keeping");
        refused.Text.ShouldContain("has not joined yet and was given more than you hold");
        var kept = LinkOn(await Give(keeper, operations, "Ben Ott", "ben.ott@abcbank.example", "Door keeping"));
        var admin = await host.Administrator("admin");
        var given = await Give(admin, await admin.Find("ABC Bank"), "Ben Ott", "ben.ott@abcbank.example", "Everything");

        LinkOn(given).ShouldNotBe(kept);
        (await host.Visitor().Open(kept)).Status.ShouldBe(HttpStatusCode.NotFound);
        var list = await keeper.Open($"/portal/o/{operations}/administrators");
        var renewed = await list.Press("New link for Ben Ott");
        renewed.Status.ShouldBe(HttpStatusCode.Forbidden);
        (await host.Visitor().Open(LinkOn(given))).Offers("Set password").ShouldBeTrue();
    }

    [Fact]
    public async Task Of_links_that_are_made_in_the_same_moment_one_is_left()
    {
        await using var own = await A.Host().WithDemo().On(Store.PostgreSql).Start();
        await InviteAsync("Iris Vale", "iris.vale@abcbank.example", "Setup", "Europe", own);
        var admin = await own.Administrator("admin");
        var list = await admin.Open($"/portal/o/{await admin.Find("Europe")}/administrators");

        var made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => list.Press("New link for Iris Vale")));

        made.ShouldAllBe(page => page.Status == HttpStatusCode.OK);
        (
            await own.Database.Ask(
                "SELECT COUNT(*) FROM access_invitation WHERE administrator_id = (SELECT id FROM access_administrator WHERE name = 'Iris Vale')"
            )
        ).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_link_does_not_open_more_than_whoever_made_it_held_when_the_role_is_widened()
    {
        await MakeRoleAsync("Widening", "Setup");
        var kept = await InviteAsync("Nils Ode", "nils.ode@abcbank.example", "Widening", "Europe");
        var admin = await host.Administrator("admin");
        var roles = await admin.Open($"/portal/o/{await admin.Find("ABC Bank")}/roles");

        await (await roles.Follow("Widening")).Form("Save for 1 administrator").Tick("Accounts").Submit();

        (await host.Visitor().Open(kept)).Status.ShouldBe(HttpStatusCode.NotFound);
        await Eventually.True(
            "another one is mailed",
            () => host.Mails().Count(mail => mail.To.StartsWith("nils.ode", StringComparison.Ordinal)) == 2
        );
    }

    [Fact]
    public async Task Nobody_changes_what_is_held_where_an_organization_was_moved_out_of_reach()
    {
        await using var own = await A.Host().WithDemo().Start();
        var admin = await own.Administrator("admin");
        var (bank, europe) = (await admin.Find("ABC Bank"), await admin.Find("Europe"));
        var made = await admin.Open($"/portal/o/{await admin.Find("Retail Bank")}/roles/new");
        var roles = await made.Form("Create role").Fill("Name of the role", "Regional").Tick("Setup").Submit();
        await Give(admin, europe, "Nils Ode", "nils.ode@abcbank.example", "Regional");
        using var robot = await own.ApiUser("Everything", "ABC Bank");
        (await robot.PostAsJsonAsync($"/api/v1/organizations/{europe}/move", new { to = bank })).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
        var role = await (await admin.Open(roles.Path)).Follow("Regional");

        var refused = await role.Form("Save for 1 administrator").Tick("Accounts").Submit();
        var narrowed = await role.Form("Save for 1 administrator").Untick("Setup").Submit();
        var again = await (await admin.Open(roles.Path)).Follow("Regional");
        var renamed = await again.Form("Save for 1 administrator").Fill("Name of the role", "Local").Submit();

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text.ShouldContain("moved out of Retail Bank");
        narrowed.Status.ShouldBe(HttpStatusCode.Forbidden);
        renamed.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_works_no_more_holds_no_role()
    {
        await using var own = await A.Host().WithDemo().Start();
        var admin = await own.Administrator("admin");
        var bank = await admin.Find("ABC Bank");
        var made = await admin.Open($"/portal/o/{bank}/roles/new");
        var roles = await made.Form("Create role").Fill("Name of the role", "Regional").Tick("Setup").Submit();
        await own.ApiUser("Regional", "Finance");
        var held = await (await admin.Open(roles.Path)).Follow("Regional");
        held.Text.ShouldContain("Held by 1 API user");

        var users = await admin.Open($"/portal/o/{bank}/api-users");
        await (await users.Follow("Revoke Regional robot")).Press("Revoke Regional robot");

        (await (await admin.Open(roles.Path)).Follow("Regional")).Text.ShouldNotContain("Held by 1 API user");
    }

    [Fact]
    public async Task A_new_link_names_the_organization_of_the_role_from_whichever_page_it_is_made()
    {
        await using var own = await A.Host().WithDemo().Start();
        await InviteAsync("Nora Falk", "nora.falk@abcbank.example", "Setup", "WhatsApp North", own);
        var admin = await own.Administrator("admin");

        await (await admin.Open($"/portal/o/{await admin.Find("ABC Bank")}/administrators")).Press(
            "New link for Nora Falk"
        );

        (
            await own.Database.Ask("SELECT organization_name FROM auditing_change WHERE kind = 'administrator.invited'")
        ).ShouldBe(["WhatsApp North"]);
        await Give(admin, await admin.Find("ABC Bank"), "Nora Falk", "nora.falk@abcbank.example", "Everything");
        (
            await own.Database.Ask(
                "SELECT organization_name FROM auditing_change WHERE kind = 'administrator.invited' ORDER BY at DESC"
            )
        )[0]
            .ShouldBe("ABC Bank");
    }

    [Fact]
    public async Task The_last_who_can_give_out_rights_cannot_go()
    {
        var admin = await host.Administrator("admin");
        var list = await admin.Open($"/portal/o/{await admin.Find("ABC Bank")}/administrators");
        var confirm = await list.Follow("Remove Everything in ABC Bank from Ines Marchetti");
        confirm.Text.ShouldContain("This is you");
        (await confirm.Press("Remove administrator")).Text.ShouldContain("Type your name to confirm.");

        var refused = await confirm
            .Form("Remove administrator")
            .Fill("Type “Ines Marchetti” to confirm", "Ines Marchetti")
            .Submit();

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Text.ShouldContain("Nobody else would hold Roles and Privileges in ABC Bank.");
        (await host.Administrator("admin")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Nobody_goes_with_whom_a_right_would_go_for_good()
    {
        await using var own = await A.Host().WithDemo().Start();
        var admin = await own.Administrator("admin");
        var bank = await admin.Find("ABC Bank");
        var made = await admin.Open($"/portal/o/{bank}/roles/new");
        await made.Form("Create role").Fill("Name of the role", "Keeper").Tick("Roles and Privileges").Submit();
        await Join("Kim Sand", "kim.sand@abcbank.example", "Keeper");

        var refused = await Remove();

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Text.ShouldContain("Nobody else could give ");
        await Join("Zoe Blum", "zoe.blum@abcbank.example", "Everything");
        (await Remove()).Status.ShouldBe(HttpStatusCode.OK);

        async Task Join(string name, string email, string role)
        {
            var link = await InviteAsync(name, email, role, "ABC Bank", own);
            await (await own.Visitor().Open(link)).Form("Set password").Fill("Password", Password).Submit();
        }

        async Task<Page> Remove()
        {
            var list = await admin.Open($"/portal/o/{bank}/administrators");
            var confirm = await list.Follow("Remove Everything in ABC Bank from Ines Marchetti");
            return await confirm
                .Form("Remove administrator")
                .Fill("Type “Ines Marchetti” to confirm", "Ines Marchetti")
                .Submit();
        }
    }

    [Fact]
    public async Task What_was_prepared_by_whoever_loses_a_role_opens_nothing_and_tokens_are_named()
    {
        await using var own = await A.Host().WithDemo().Start();
        var admin = await own.Administrator("admin");
        var bank = await admin.Find("ABC Bank");
        var link = await InviteAsync("Kim Sand", "kim.sand@abcbank.example", "Everything", "ABC Bank", own);
        var kim = own.Visitor();
        await (await kim.Open(link)).Form("Set password").Fill("Password", Password).Submit();
        var kept = LinkOn(await Give(kim, bank, "Kim Again", "kim.again@abcbank.example", "Everything"));
        var form = await kim.Open($"/portal/o/{bank}/api-users/new");
        await form.Form("Create API user").Fill("Name of the program", "Kim's").Fill("Role", "Everything").Submit();

        // Another role stays.
        await Give(admin, await admin.Find("Operations"), "Kim Sand", "kim.sand@abcbank.example", "Setup");

        var list = await admin.Open($"/portal/o/{bank}/administrators");
        var confirm = await list.Follow("Remove Everything in ABC Bank from Kim Sand");
        confirm.LinkTexts.ShouldContain("Kim's");
        (await confirm.Press("Remove role")).Status.ShouldBe(HttpStatusCode.OK);

        (await own.Visitor().Open(kept)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_link_ends_with_what_its_maker_loses_when_the_role_is_narrowed()
    {
        await MakeRoleAsync("Narrow gate", "Administrators", "Setup");
        var link = await InviteAsync("Ida Roth", "ida.roth@abcbank.example", "Narrow gate", "Operations");
        var ida = host.Visitor();
        await (await ida.Open(link)).Form("Set password").Fill("Password", Password).Submit();
        var operations = await ida.Find("Operations");
        var kept = LinkOn(await Give(ida, operations, "Ida Again", "ida.again@abcbank.example", "Setup"));

        var admin = await host.Administrator("admin");
        var role = await (await admin.Open($"/portal/o/{await admin.Find("ABC Bank")}/roles")).Follow("Narrow gate");
        (await role.Form("Save for 1 administrator").Untick("Setup").Submit()).Status.ShouldBe(HttpStatusCode.OK);

        (await host.Visitor().Open(kept)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_role_that_is_edited_counts_at_the_next_request_of_those_who_are_signed_in()
    {
        await MakeRoleAsync("Watch", "Setup", "API Users");
        var link = await InviteAsync("Lea Moreau", "lea.moreau@abcbank.example", "Watch", "Europe");
        var lea = host.Visitor();
        await (await lea.Open(link)).Form("Set password").Fill("Password", Password).Submit();
        var id = await lea.Find("Europe");
        (await lea.Open($"/portal/o/{id}/api-users")).Status.ShouldBe(HttpStatusCode.OK);

        var admin = await host.Administrator("admin");
        var role = await (await admin.Open($"/portal/o/{await admin.Find("ABC Bank")}/roles")).Follow("Watch");
        role.Text.ShouldContain("Held by 1 administrator");
        var stale = await admin.Open(role.Path);
        await role.Form("Save for 1 administrator").Untick("API Users").Submit();

        var refused = await lea.Open($"/portal/o/{id}/api-users");
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text.ShouldContain("You need the API Users privilege in Europe.");
        refused.Menu().ShouldNotContain("API users");

        var second = await stale.Form("Save for 1 administrator").Untick("Setup").Submit();
        second.Status.ShouldBe(HttpStatusCode.Conflict, "the form was made before the first change");
        second.Text.ShouldContain("Somebody changed this role meanwhile. Nothing was overwritten.");
        second.LinkTexts.ShouldContain("Use theirs");
        var saved = await second.Form("Save for 1 administrator").Untick("Setup").Submit();
        saved.Text.ShouldContain("The role was saved.");
    }

    [Fact]
    public async Task Nobody_edits_a_role_that_they_hold_and_nobody_the_built_in_one()
    {
        var admin = await host.Administrator("admin");
        var role = await (await admin.Open($"/portal/o/{await admin.Find("ABC Bank")}/roles")).Follow("Everything");
        role.Text.ShouldContain("cannot be changed");
        role.Document.QuerySelectorAll("main button.button-primary").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_role_name_is_used_once()
    {
        await MakeRoleAsync("Once", "Setup");
        var again = await MakeRoleAsync("ONCE ", "Reports");
        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Text.ShouldContain("There is already a role ONCE here.");
    }

    private async Task<Page> MakeRoleAsync(string name, params string[] privileges)
    {
        var admin = await host.Administrator("admin");
        var page = await admin.Open($"/portal/o/{await admin.Find("ABC Bank")}/roles/new");
        var form = page.Form("Create role").Fill("Name of the role", name);
        foreach (var privilege in privileges)
            form.Tick(privilege);
        return await form.Submit();
    }

    private async Task<string> InviteAsync(
        string name,
        string email,
        string role,
        string organization,
        TrunklineHost? other = null
    )
    {
        var admin = await (other ?? host).Administrator("admin");
        return LinkOn(await Give(admin, await admin.Find(organization), name, email, role));
    }

    private static async Task<Page> Give(Visitor giver, string organization, string name, string email, string role) =>
        await (await giver.Open($"/portal/o/{organization}/administrators/new"))
            .Form("Add administrator")
            .Fill("Name", name)
            .Fill("E-mail address", email)
            .Fill("Role", role)
            .Submit();

    private static string LinkOn(Page page) => page.Field("Link to set a password").GetAttribute("value")!;
}
