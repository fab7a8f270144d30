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
    public async Task The_history_of_a_setting_names_who_and_offers_the_way_back()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "WhatsApp", "on");

        var history = await admin.Open($"{bank.Page("WhatsApp North")}/history");
        history.Text.ShouldContain("Turned on in WhatsApp");
        history.Text.ShouldContain("admin");
        history.Text.ShouldContain("On for 3 organizations");

        var after = await history.Press("Revert: Turned on in WhatsApp");
        after.Text.ShouldContain("Undone");
        (await bank.State(admin, "WhatsApp North")).ShouldBe("off");
    }
}
