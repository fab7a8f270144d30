using System.Net;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Organizations.Settings;

public sealed class SwitchFeatureTests(BankHost host) : IClassFixture<BankHost>
{
    [Fact]
    public async Task Everything_is_off_at_first_and_nothing_is_labelled()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");

        foreach (var organization in new[] { "ABC Bank", "WhatsApp", "WhatsApp North", "Operations" })
        {
            (await bank.State(admin, organization)).ShouldBe("off");
        }
        var page = await admin.Open(bank.Page("WhatsApp"));
        page.Text.ShouldContain("Off by default");
        page.Document.QuerySelectorAll(".inherited").ShouldBeEmpty();
    }

    [Fact]
    public async Task Ticking_acts_at_once_labels_what_is_below_and_offers_undo()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("whatsapp.admin");

        var page = await admin.Open(bank.Page("WhatsApp"));
        page.Heading.ShouldBe(bank.Label);
        page.Text.ShouldContain("Everybody in the organization.");
        page = await page.Form("Save").Tick($"Enable {bank.Label}").Submit();

        page.Text.ShouldContain("Saved. On for");
        page.Document.QuerySelectorAll(".inherited").ShouldBeEmpty();
        (await bank.State(admin, "WhatsApp")).ShouldBe("on");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("on inherited");

        var below = await admin.Open(bank.Page("WhatsApp North"));
        below.Document.QuerySelector(".inherited")!.TextContent.ShouldContain("Inherited");
        below.LinkTexts.ShouldContain("WhatsApp");

        page = await page.Press("Undo");
        page.Text.ShouldContain("Undone");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");
    }

    [Fact]
    public async Task Unticking_is_reviewed_first_and_confirmed_by_a_button_that_says_so()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "WhatsApp North", "on");
        await bank.Switch(admin, "WhatsApp", "on");

        var review = await (await admin.Open(bank.Page("WhatsApp")))
            .Form("Review changes")
            .Untick($"Enable {bank.Label}")
            .Submit();
        review.Heading.ShouldBe($"Review: turn {bank.Label} off in WhatsApp");
        (await bank.State(admin, "WhatsApp")).ShouldBe("on", "a review changes nothing");

        var button = review
            .Document.QuerySelectorAll("button")
            .Select(one => one.TextContent.Trim())
            .Single(text => text.StartsWith("Turn off", StringComparison.Ordinal));
        button.ShouldMatch(@"^Turn off for \d");
        var page = await review.Form(button).Fill("Reason (optional)", "Not needed any more").Submit();

        page.Text.ShouldContain("Saved. Off for");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");
        var change = (await bank.Changes(admin, "feature.disabled"))[0];
        change.GetProperty("reason").GetString().ShouldBe("Not needed any more");
        change.GetProperty("affected").GetProperty("organizationsOff").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Turning_off_the_whole_enterprise_asks_for_its_name()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "ABC Bank", "on");
        var review = await (await admin.Open(bank.Page("ABC Bank")))
            .Form("Review changes")
            .Untick($"Enable {bank.Label}")
            .Submit();
        var button = review
            .Document.QuerySelectorAll("main button")
            .Select(one => one.TextContent.Trim())
            .Single(text => text.StartsWith("Turn off", StringComparison.Ordinal));

        var unnamed = await review.Press(button);

        unnamed.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await bank.State(admin, "ABC Bank")).ShouldBe("on");
        var page = await unnamed.Form(button).Fill("Type “ABC Bank” to confirm", "ABC Bank").Submit();
        page.Text.ShouldContain("Saved. Off for");
    }

    [Fact]
    public async Task Turning_off_clears_an_own_on_below_which_may_be_turned_on_again_there()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        using var north = await bank.SignIn("north.admin");
        await bank.Switch(north, "WhatsApp North", "on");
        await bank.Switch(admin, "Europe", "on");

        var preview = await admin.Api(HttpMethod.Post, $"{bank.Api("ABC Bank")}/preview", new { value = "off" });
        preview.Json.GetProperty("cleared").GetArrayLength().ShouldBe(2);
        (await bank.Switch(admin, "ABC Bank", "off")).Json.GetProperty("cleared").GetArrayLength().ShouldBe(2);

        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");
        var page = await north.Open(bank.Page("WhatsApp North"));
        page.Text.ShouldContain("Your own On was cleared by admin");

        (await bank.Switch(north, "WhatsApp North", "on")).Status.ShouldBe(HttpStatusCode.OK);
        (await bank.State(admin, "WhatsApp North")).ShouldBe("on");
        (await bank.State(admin, "WhatsApp")).ShouldBe("off");
        (await bank.State(admin, "WhatsApp South")).ShouldBe("off");
    }

    [Fact]
    public async Task An_own_off_survives_and_is_listed_and_can_be_included()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "WhatsApp", "on");
        await bank.Switch(admin, "WhatsApp North", "off");

        var switched = await bank.Switch(admin, "ABC Bank", "on");
        switched
            .Json.GetProperty("keptOff")[0]
            .GetProperty("organization")
            .GetString()
            .ShouldBe(bank["WhatsApp North"]);
        (await bank.State(admin, "WhatsApp")).ShouldBe("on inherited");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");

        var page = await admin.Open(bank.Page("ABC Bank"));
        page.Text.ShouldContain("1 sub-organization below is switched off on its own");
        var review = await page.Press("Turn on in 1 sub-organization too");
        review.Text.ShouldContain("Turns on");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");
        var button = review
            .Document.QuerySelectorAll("button")
            .Select(one => one.TextContent.Trim())
            .Single(text => text.StartsWith("Turn on for", StringComparison.Ordinal));
        // Somebody closes another in the meantime: that is not opened unseen.
        await bank.Switch(admin, "WhatsApp South", "off");
        (await review.Press(button)).Text.ShouldContain("Something changed below since you looked.");
        (await bank.State(admin, "WhatsApp South")).ShouldBe("off");
        await bank.Switch(admin, "WhatsApp South", "inherit");
        await review.Press(button);
        (await bank.State(admin, "WhatsApp North")).ShouldBe("on inherited");
    }

    [Fact]
    public async Task Enabling_again_at_the_exception_brings_the_label_back()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("whatsapp.admin");
        await bank.Switch(admin, "WhatsApp", "on");
        await bank.Switch(admin, "WhatsApp North", "off");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");

        await bank.Switch(admin, "WhatsApp North", "on");

        (await bank.State(admin, "WhatsApp North")).ShouldBe("on inherited");
        (await bank.State(admin, "WhatsApp South")).ShouldBe("on inherited");
    }

    [Fact]
    public async Task Enabling_twice_changes_nothing_and_records_nothing()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("whatsapp.admin");
        (await bank.Switch(admin, "WhatsApp", "on")).Json.GetProperty("changed").GetBoolean().ShouldBeTrue();

        (await bank.Switch(admin, "WhatsApp", "on")).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();

        (await bank.Changes(admin, "feature.enabled")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_comes_second_is_told_and_overwrites_nothing()
    {
        var bank = host.Open();
        using var first = await bank.SignIn("admin");
        using var second = await bank.SignIn("whatsapp.admin");
        await bank.Switch(first, "WhatsApp", "on");
        var seen = (await bank.Setting(second, "WhatsApp")).GetProperty("version").GetInt64();
        var page = await second.Open(bank.Page("WhatsApp"));
        var review = await page.Form("Review changes").Untick($"Enable {bank.Label}").Submit();

        await bank.Switch(first, "WhatsApp", "off");

        var refused = await bank.Switch(second, "WhatsApp", "on", seen);
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Code.ShouldBe("setting_changed");
        refused.Json.GetProperty("current").GetProperty("enabled").GetBoolean().ShouldBeFalse();
        (await bank.State(first, "WhatsApp")).ShouldBe("off");

        var button = review
            .Document.QuerySelectorAll("button")
            .Select(one => one.TextContent.Trim())
            .Single(text => text.StartsWith("Turn off", StringComparison.Ordinal));
        var late = await review.Press(button);
        late.Status.ShouldBe(HttpStatusCode.Conflict);
        late.Text.ShouldContain("was changed here meanwhile and is now off");
    }

    [Fact]
    public async Task Without_the_setup_privilege_the_control_is_disabled_and_the_refusal_names_it_and_is_kept()
    {
        var bank = host.Open();
        using var accounts = await bank.SignIn("accounts.admin");

        var page = await accounts.Open(bank.Page("WhatsApp"));
        page.Field($"Enable {bank.Label}").HasAttribute("disabled").ShouldBeTrue();
        page.Text.ShouldContain("You need the Setup privilege in WhatsApp");
        page.Document.QuerySelectorAll("nav.side a").Select(link => link.TextContent.Trim()).ShouldNotContain("Setup");

        var refused = await bank.Switch(accounts, "WhatsApp", "on");
        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text.ShouldContain("Setup");

        using var admin = await bank.SignIn("admin");
        (await bank.State(admin, "WhatsApp")).ShouldBe("off");
        var kept = (await admin.Api(HttpMethod.Get, "/api/v1/access-refusals"))
            .Json.GetProperty("items")
            .EnumerateArray()
            .First(one => one.GetProperty("attempt").GetString() == $"PUT {bank.Api("WhatsApp")}");
        kept.GetProperty("missingPrivilege").GetString().ShouldBe("Setup");
    }

    [Fact]
    public async Task What_is_above_the_own_organization_is_named_neither_on_pages_nor_in_the_api()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        using var north = await bank.SignIn("north.admin");
        await bank.Switch(admin, "ABC Bank", "on");

        var page = await north.Open(bank.Page("WhatsApp North"));
        page.Document.QuerySelector(".inherited").ShouldNotBeNull();
        page.Text.ShouldContain("set above your organization");
        page.Text.ShouldNotContain("ABC Bank");
        (await north.Open($"{bank.Page("WhatsApp North")}/why")).Text.ShouldNotContain("ABC Bank");
        (await bank.Setting(north, "WhatsApp North")).ToString().ShouldNotContain("ABC Bank");

        (await north.Api(HttpMethod.Get, bank.Api("WhatsApp"))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Use_inherited_drops_the_own_value_and_later_changes_above_flow_again()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "WhatsApp", "on");
        await bank.Switch(admin, "WhatsApp North", "off");

        var page = await (await admin.Open(bank.Page("WhatsApp North"))).Press("Use inherited");
        page.Text.ShouldContain("Saved. On for");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("on inherited");

        await bank.Switch(admin, "WhatsApp", "off");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");
    }

    [Fact]
    public async Task Kept_off_holds_when_it_is_turned_on_above()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");

        var page = await (await admin.Open(bank.Page("WhatsApp North"))).Press("Keep off here");
        page.Text.ShouldContain("whatever happens above");
        await bank.Switch(admin, "ABC Bank", "on");

        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");
        (await admin.Open(bank.Page("WhatsApp North"))).Text.ShouldContain("Would be on from ABC Bank");
    }

    [Theory]
    [InlineData("W/\"1\"", HttpStatusCode.Conflict)]
    [InlineData("\"1\"", HttpStatusCode.Conflict)]
    [InlineData("\"abc\"", HttpStatusCode.UnprocessableEntity)]
    [InlineData("*", HttpStatusCode.OK)]
    public async Task A_condition_on_the_version_holds_however_it_is_written(string ifMatch, HttpStatusCode expected)
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "WhatsApp", "on");
        admin.Http.DefaultRequestHeaders.TryAddWithoutValidation("If-Match", ifMatch);

        (await bank.Switch(admin, "WhatsApp", "off")).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task A_number_that_stands_for_no_value_is_refused_on_pages_too()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");

        (await admin.Open($"{bank.Page("WhatsApp")}/review?to=99")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("")]
    public async Task A_value_that_does_not_exist_is_refused(string value)
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");

        (await bank.Switch(admin, "WhatsApp", value)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await admin.Api(HttpMethod.Put, $"{bank.Api("WhatsApp")}-no-such", new { value = "on" })).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task About_a_person_only_those_ask_why_who_may_look_at_accounts()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        using var setupOnly = await bank.SignIn("north.admin");
        var person = await bank.Add(admin, "WhatsApp North");
        var why = $"/api/v1/organizations/{bank["WhatsApp North"]}/features/{bank.Feature}/explanation";

        (await admin.Api(HttpMethod.Get, $"{why}?account={person}")).Status.ShouldBe(HttpStatusCode.OK);
        (await setupOnly.Api(HttpMethod.Get, why)).Status.ShouldBe(HttpStatusCode.OK);
        (await setupOnly.Api(HttpMethod.Get, $"{why}?account={person}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await setupOnly.Open($"{bank.Page("WhatsApp North")}/why")).Text.ShouldNotContain("Ask about somebody");
    }

    [Fact]
    public async Task Whoever_is_moved_and_switched_on_in_one_step_is_on_where_they_live_then()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "Europe", "on");
        await bank.Switch(admin, "Operations", "off");
        var person = await bank.Add(admin, "Europe");

        var patched = await admin.Api(
            HttpMethod.Patch,
            $"/api/v1/accounts/{person}",
            new
            {
                organization = bank["Operations"],
                features = new Dictionary<string, string> { [bank.Feature] = "on" },
            }
        );

        patched.Status.ShouldBe(HttpStatusCode.OK);
        (await bank.AccountState(admin, person)).ShouldBe("on");
    }

    [Fact]
    public async Task What_was_turned_off_is_explained_by_whoever_did_it_and_not_by_a_default()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "Human Resources", "on");
        await bank.Switch(admin, "Human Resources", "off");
        var why = await admin.Api(
            HttpMethod.Get,
            $"/api/v1/organizations/{bank["Human Resources"]}/features/{bank.Feature}/explanation"
        );

        var reason = why.Json.GetProperty("gates")[0].GetProperty("detail").GetString();

        reason.ShouldNotBeNull().ShouldContain("Last changed at Human Resources by admin on");
        (await admin.Open(bank.Page("Human Resources"))).Text.ShouldContain("by admin");
    }
}
