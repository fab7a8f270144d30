using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Tests.Access;

public sealed class GrantsTests(DemoEnterprise demo) : IClassFixture<DemoEnterprise>
{
    private readonly TrunklineHost host = demo.Host;

    [Fact]
    public async Task A_role_counts_at_its_organization_and_below_and_nowhere_else()
    {
        var whatsApp = await host.Administrator("whatsapp.admin");
        var page = await whatsApp.Open("/portal");
        page.Switcher().ShouldBe(["WhatsApp", "WhatsApp North", "WhatsApp South"]);

        var everything = await host.Administrator("admin");
        foreach (
            var (organization, expected) in new[]
            {
                ("WhatsApp", HttpStatusCode.OK),
                ("WhatsApp South", HttpStatusCode.OK),
                ("ABC Bank", HttpStatusCode.NotFound),
                ("Operations", HttpStatusCode.NotFound),
                ("Europe", HttpStatusCode.NotFound),
            }
        )
        {
            var id = await everything.Find(organization);
            (await whatsApp.Open($"/portal/o/{id}/setup/features")).Status.ShouldBe(expected, organization);
        }
    }

    [Fact]
    public async Task What_cannot_be_seen_is_answered_like_what_does_not_exist()
    {
        var everything = await host.Administrator("admin");
        var north = await host.Administrator("north.admin");
        var hidden = await north.Open($"/portal/o/{await everything.Find("WhatsApp South")}/setup");
        var invented = await north.Open($"/portal/o/{Guid.CreateVersion7()}/setup");
        hidden.Status.ShouldBe(HttpStatusCode.NotFound);
        hidden
            .Document.QuerySelector("main")!
            .TextContent.ShouldBe(invented.Document.QuerySelector("main")!.TextContent);
    }

    [Fact]
    public async Task The_menu_holds_only_what_one_may_do()
    {
        var page = await (await host.Administrator("accounts.admin")).Open("/portal");
        page.Menu().ShouldContain("Organizations");
        page.Menu().ShouldNotContain("Setup");
        page.Menu().ShouldNotContain("Administrators");

        page = await (await host.Administrator("admin")).Open("/portal");
        page.Menu().ShouldContain("Setup");
        page.Menu().ShouldContain("Administrators");
        page.Menu().ShouldContain("Roles & privileges");
    }

    [Fact]
    public async Task A_missing_privilege_is_named_and_the_attempt_is_recorded()
    {
        var north = await host.Administrator("north.admin");
        var id = await north.Find("WhatsApp North");

        var page = await north.Open($"/portal/o/{id}/administrators");

        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        page.Text.ShouldContain("You need the Administrators privilege in WhatsApp North.");
        var auditor = await host.ApiUser("Everything", "ABC Bank");
        var refusals = await auditor.GetFromJsonAsync<JsonElement>("/api/v1/access-refusals");
        var latest = refusals.GetProperty("items")[0];
        latest.GetProperty("missingPrivilege").GetString().ShouldBe("Administrators");
        await north.Open($"/portal/o/{id}/administrators");
        var newest = await auditor.GetFromJsonAsync<JsonElement>("/api/v1/access-refusals?limit=1");
        var before = await auditor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/access-refusals?limit=1&cursor={newest.GetProperty("next")}"
        );
        before.GetProperty("items")[0].GetRawText().ShouldBe(latest.GetRawText());
        latest.GetProperty("organization").GetString().ShouldBe(id);
        latest.GetProperty("attempt").GetString().ShouldBe($"GET /portal/o/{id}/administrators");
    }

    [Fact]
    public async Task Who_tries_what_is_out_of_sight_learns_nothing_and_is_on_record_there()
    {
        using var robot = await host.ApiUser("Setup", "Operations");
        var id = await (await host.Administrator("admin")).Find("WhatsApp North");

        var answer = await robot.PutAsJsonAsync(
            $"/api/v1/organizations/{id}/features/whatsapp-messaging",
            new { value = "on" }
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var auditor = await host.ApiUser("Everything", "WhatsApp");
        var refusals = await auditor.GetFromJsonAsync<JsonElement>("/api/v1/access-refusals");
        var latest = refusals.GetProperty("items")[0];
        latest.GetProperty("missingPrivilege").GetString().ShouldBe("Setup");
        latest.GetProperty("organization").GetString().ShouldBe(id);
    }

    [Fact]
    public async Task A_list_is_refused_and_not_empty_for_want_of_the_privilege()
    {
        using var robot = await host.ApiUser("Setup", "WhatsApp");

        var answer = await robot.GetAsync("/api/v1/accounts", TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("missingPrivilege").GetString().ShouldBe("Accounts");
    }

    [Fact]
    public async Task Nobody_gives_a_role_that_was_not_chosen()
    {
        var admin = await host.Administrator("admin");
        var form = await admin.Open($"/portal/o/{await admin.Find("Human Resources")}/api-users/new");

        var refused = await form.Form("Create API user").Fill("Name of the program", "Forgetful").Submit();

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Text.ShouldContain("Choose a role.");
    }

    [Fact]
    public async Task The_API_names_the_missing_privilege_too()
    {
        var robot = await host.ApiUser("Accounts", "WhatsApp");
        var id = await (await host.Administrator("admin")).Find("WhatsApp North");

        var answer = await robot.PutAsJsonAsync(
            $"/api/v1/organizations/{id}/features/whatsapp-messaging",
            new { value = "on" }
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("missing_privilege");
        problem.GetProperty("missingPrivilege").GetString().ShouldBe("Setup");
        problem.GetProperty("title").GetString().ShouldBe("You need the Setup privilege in WhatsApp North.");
    }

    [Fact]
    public async Task The_API_knows_bearer_tokens_and_no_cookies()
    {
        var admin = await host.Administrator("admin");
        (await admin.Api(HttpMethod.Get, "/api/v1/organizations")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await host.WithToken("trunkline_api_invented").GetAsync("/api/v1/organizations")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        var session = admin.Cookies.Single(one => one.Name == "__Host-trunkline-portal").Value.ToString();
        (await host.WithToken(session).GetAsync("/api/v1/organizations")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized,
            "a portal session is for the portal"
        );

        var robot = await host.ApiUser("Setup", "WhatsApp");
        var seen = await robot.GetFromJsonAsync<JsonElement>("/api/v1/organizations");
        seen.GetProperty("items").GetArrayLength().ShouldBe(3);
        (await robot.GetAsync("/portal", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            HttpStatusCode.Found,
            "a token is for the API"
        );
    }

    [Fact]
    public async Task A_token_is_shown_once_and_whoever_loads_the_page_anew_makes_no_second()
    {
        var admin = await host.Administrator("admin");
        var form = await admin.Open($"/portal/o/{await admin.Find("Human Resources")}/api-users/new");

        var made = await form.Form("Create API user")
            .Fill("Name of the program", "Payroll")
            .Fill("Role", "Setup")
            .Submit();

        made.Field("Token").GetAttribute("value").ShouldStartWith("trunkline_api_");
        var again = await admin.Open(made.Path);
        again.Text.ShouldNotContain("Store it now");
        again.LinkTexts.Count(text => text.StartsWith("Revoke", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_revoked_token_is_worth_nothing_at_the_next_request()
    {
        var robot = await host.ApiUser("Setup", "Finance");
        (await robot.GetAsync("/api/v1/organizations")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var admin = await host.Administrator("admin");
        var list = await admin.Open($"/portal/o/{await admin.Find("Finance")}/api-users");
        await (await list.Follow("Revoke Setup robot")).Press("Revoke Setup robot");

        (await robot.GetAsync("/api/v1/organizations")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_revokes_a_token_from_above_leaves_the_fact_where_its_role_is()
    {
        await using var own = await A.Host().WithDemo().Start();
        await own.ApiUser("Setup", "Finance");
        var admin = await own.Administrator("admin");
        var list = await admin.Open($"/portal/o/{await admin.Find("ABC Bank")}/api-users");

        await (await list.Follow("Revoke Setup robot")).Press("Revoke Setup robot");

        (
            await own.Database.Ask("SELECT organization_name FROM auditing_change WHERE kind = 'api-user.revoked'")
        ).ShouldBe(["Finance"]);
    }
}
