using System.Net;

namespace Trunkline.Tests.Organizations.Settings;

public sealed class UndoChangeTests(BankHost host) : IClassFixture<BankHost>
{
    [Fact]
    public async Task Reverting_restores_what_was_cleared()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "Europe", "on");
        await bank.Switch(admin, "WhatsApp North", "on");
        var change = (await bank.Switch(admin, "ABC Bank", "off")).Json.GetProperty("change").GetString();
        (await bank.State(admin, "Europe")).ShouldBe("off");

        var reverted = await admin.Api(HttpMethod.Post, $"/api/v1/changes/{change}/revert");

        reverted.Status.ShouldBe(HttpStatusCode.OK);
        (await bank.State(admin, "Europe")).ShouldBe("on");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("on");
        var listed = (await bank.Changes(admin, "feature.disabled"))[0];
        listed.GetProperty("revertedBy").GetString().ShouldBe(reverted.Json.GetProperty("change").GetString());

        (await admin.Api(HttpMethod.Post, $"/api/v1/changes/{change}/revert")).Code.ShouldBe("already_reverted");
    }

    [Fact]
    public async Task What_was_decided_since_is_not_overwritten()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "Europe", "on");
        var change = (await bank.Switch(admin, "Retail Bank", "off")).Json.GetProperty("change").GetString();
        await bank.Switch(admin, "Europe", "on");

        var refused = await admin.Api(HttpMethod.Post, $"/api/v1/changes/{change}/revert");

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Code.ShouldBe("decided_since");
        refused.Json.GetProperty("places")[0].GetString().ShouldBe("Europe");
        (await bank.State(admin, "Europe")).ShouldBe("on");
    }

    [Fact]
    public async Task What_has_left_the_organization_is_not_decided_there_any_more()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        using var whatsApp = await bank.SignIn("whatsapp.admin");
        var leaver = await bank.Create(admin, bank["WhatsApp"], "Leaves for Operations");
        await admin.Api(
            HttpMethod.Put,
            $"/api/v1/organizations/{leaver}/features/{bank.Feature}",
            new { value = "on" }
        );
        var change = (await bank.Switch(whatsApp, "WhatsApp", "on")).Json.GetProperty("change").GetString();
        (await bank.Move(admin, leaver, bank["Operations"])).Status.ShouldBe(HttpStatusCode.OK);
        (await bank.StateAt(admin, leaver)).ShouldBe("off");

        var refused = await bank.Revert(whatsApp, change);

        refused.Code.ShouldBe("decided_since");
        (await bank.StateAt(admin, leaver)).ShouldBe("off");
    }

    [Fact]
    public async Task The_record_of_an_undo_says_what_holds_and_not_what_held_once()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "Retail Bank", "on");
        var change = (await bank.Switch(admin, "Europe", "off")).Json.GetProperty("change").GetString();
        await bank.Switch(admin, "Retail Bank", "off");

        (await bank.Revert(admin, change)).Status.ShouldBe(HttpStatusCode.OK);

        (await bank.State(admin, "Europe")).ShouldBe("off");
        var reverted = (await bank.Changes(admin, "feature.reverted"))[0];
        reverted.GetProperty("after").GetProperty("enabled").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task What_has_been_deleted_keeps_nothing_from_coming_back()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var passing = await bank.Create(admin, bank["Retail Bank"], "Passing");
        await bank.SwitchAt(admin, passing, "on");
        await bank.Switch(admin, "Europe", "on");
        var change = (await bank.Switch(admin, "Retail Bank", "off")).Json.GetProperty("change").GetString();
        (await admin.Api(HttpMethod.Delete, $"/api/v1/organizations/{passing}")).Status.ShouldBe(
            HttpStatusCode.NoContent
        );

        (await bank.Revert(admin, change)).Status.ShouldBe(HttpStatusCode.OK);

        (await bank.State(admin, "Europe")).ShouldBe("on");
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task The_way_back_from_the_review_leads_nowhere_else(string address)
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var change = (await bank.Switch(admin, "WhatsApp", "on")).Json.GetProperty("change").GetString();

        var review = await admin.Open(
            $"/portal/o/{bank["WhatsApp"]}/changes/{change}/undo?returnUrl={Uri.EscapeDataString(address)}"
        );

        review.Document.Body!.InnerHtml.ShouldNotContain(address);
    }

    [Fact]
    public async Task A_review_of_what_reverting_does_counts_only_as_long_as_it_is_true()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "WhatsApp", "on");
        var review = await (await admin.Open($"{bank.Page("WhatsApp")}/history")).Follow(
            "Revert: Turned on in WhatsApp"
        );
        var button = review
            .Document.QuerySelectorAll("button")
            .Select(one => one.TextContent.Trim())
            .Single(text => text.StartsWith("Revert, off for", StringComparison.Ordinal));
        await bank.Switch(admin, "WhatsApp North", "off");

        var again = await review.Press(button);

        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Text.ShouldContain("Something changed below since you looked.");
        (await bank.State(admin, "WhatsApp")).ShouldBe("on");
    }

    [Fact]
    public async Task An_account_that_moved_gets_its_own_value_back_where_it_lives_now()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var account = await bank.Add(admin, "WhatsApp North");
        await bank.SwitchAccount(admin, account, "on");
        var change = (await bank.Switch(admin, "ABC Bank", "on")).Json.GetProperty("change").GetString();
        (await bank.MoveAccount(admin, account, "Operations")).Status.ShouldBe(HttpStatusCode.OK);

        var reverted = await bank.Revert(admin, change);

        reverted.Status.ShouldBe(HttpStatusCode.OK, reverted.Text);
        (await bank.AccountState(admin, account)).ShouldBe("on");
        // A switch where it lives now reaches it.
        await bank.Switch(admin, "Operations", "on");
        await bank.Switch(admin, "Operations", "off");
        (await bank.AccountState(admin, account)).ShouldBe("off");
    }

    [Fact]
    public async Task Undoing_a_move_asks_for_what_the_move_asked_for()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        using var operations = await bank.SignIn("ops.admin");
        var moved = await bank.Create(admin, bank["Europe"], "Moves to Operations");
        var change = (await bank.Move(admin, moved, bank["Operations"])).Json.GetProperty("change").GetString();

        (await bank.Revert(operations, change)).Status.ShouldBe(HttpStatusCode.NotFound);

        (await bank.Revert(admin, change)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Reverting_needs_setup_where_the_change_was_made()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var change = (await bank.Switch(admin, "WhatsApp", "on")).Json.GetProperty("change").GetString();

        using var accounts = await bank.SignIn("accounts.admin");
        (await accounts.Api(HttpMethod.Post, $"/api/v1/changes/{change}/revert")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        using var north = await bank.SignIn("north.admin");
        (await north.Api(HttpMethod.Post, $"/api/v1/changes/{change}/revert")).Status.ShouldBe(HttpStatusCode.NotFound);

        (await bank.State(admin, "WhatsApp")).ShouldBe("on");
    }

    [Fact]
    public async Task Reverting_what_was_turned_on_for_the_whole_enterprise_asks_for_its_name()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "ABC Bank", "on");
        var change = (await bank.Changes(admin, "feature.enabled"))[0].GetProperty("id").GetString();

        var review = await admin.Open($"/portal/o/{bank["ABC Bank"]}/changes/{change}/undo");

        review.Text.ShouldContain("Type “ABC Bank” to confirm");
    }

    [Fact]
    public async Task The_history_of_a_setting_names_who_and_offers_the_way_back()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "WhatsApp", "on");

        var history = await admin.Open($"{bank.Page("WhatsApp North")}/history");
        history.Text.ShouldContain("Turned on in WhatsApp");
        history.Text.ShouldContain("admin");
        history.Text.ShouldContain("On for 3 organizations");

        var review = await history.Follow("Revert: Turned on in WhatsApp");
        review.Text.ShouldContain("Turns off for 3 organizations");
        (await bank.State(admin, "WhatsApp North")).ShouldStartWith("on");
        var button = review
            .Document.QuerySelectorAll("button")
            .Select(one => one.TextContent.Trim())
            .Single(text => text.StartsWith("Revert, off for", StringComparison.Ordinal));
        var after = await review.Press(button);
        after.Text.ShouldContain("Undone");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");
    }
}
