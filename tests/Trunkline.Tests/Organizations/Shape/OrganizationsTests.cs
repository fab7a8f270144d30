using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Tests.Organizations.Shape;

public sealed class OrganizationsTests(BankHost host) : IClassFixture<BankHost>
{
    [Fact]
    public async Task The_tree_lists_each_organization_as_a_link_with_its_name()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");

        var page = await admin.Open($"/portal/o/{bank["ABC Bank"]}/organizations");

        page.Heading.ShouldBe("Organizations");
        foreach (
            var name in new[]
            {
                "ABC Bank",
                "Retail Bank",
                "Europe",
                "North America",
                "Operations",
                "WhatsApp",
                "WhatsApp North",
                "WhatsApp South",
            }
        )
        {
            page.LinkTexts.ShouldContain(name);
        }
        var link = page.Document.QuerySelectorAll("main a").Single(each => each.TextContent.Trim() == "Europe");
        var detail = await admin.Open(link.GetAttribute("href")!);
        detail.Heading.ShouldBe("Europe");
        detail.Text.ShouldContain(bank.Label);
    }

    [Fact]
    public async Task One_sees_the_own_organization_and_what_is_below_it_only()
    {
        var bank = host.Open();
        using var whatsapp = await bank.SignIn("whatsapp.admin");

        var page = await whatsapp.Open($"/portal/o/{bank["WhatsApp"]}/organizations");

        page.LinkTexts.ShouldContain("WhatsApp South");
        page.LinkTexts.ShouldNotContain("Operations");
        page.Offers("Delete").ShouldBeFalse();
        (await whatsapp.Api(HttpMethod.Get, "/api/v1/organizations"))
            .Json.GetProperty("items")
            .GetArrayLength()
            .ShouldBeLessThan(6);
        (await whatsapp.Open($"/portal/o/{bank["Operations"]}/organizations")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_list_pages_by_cursor_without_missing_or_repeating_any()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");

        var names = new List<string>();
        for (var next = ""; next is not null; )
        {
            var page = (await admin.Api(HttpMethod.Get, $"/api/v1/organizations?limit=3{next}")).Json;
            names.AddRange(
                page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)
            );
            next = page.GetProperty("next").GetString() is { } cursor ? $"&cursor={cursor}" : null;
        }

        names.Count.ShouldBeGreaterThanOrEqualTo(8);
        var whole = (await admin.Api(HttpMethod.Get, "/api/v1/organizations?limit=500"))
            .Json.GetProperty("items")
            .EnumerateArray();
        names.ShouldBe(whole.Select(one => one.GetProperty("name").GetString()!));
    }

    [Fact]
    public async Task A_cursor_whose_organization_is_gone_says_so_instead_of_beginning_anew()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var gone = await bank.Create(admin, bank["Operations"], "Gone while paging");
        await admin.Api(HttpMethod.Delete, $"/api/v1/organizations/{gone}");

        var page = await admin.Api(HttpMethod.Get, $"/api/v1/organizations?cursor={gone}");

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_new_sub_organization_follows_from_the_first_moment()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        await bank.Switch(admin, "WhatsApp", "on");

        var form = await admin.Open($"/portal/o/{bank["WhatsApp"]}/organizations/new");
        var page = await form.Form("Create sub-organization").Fill("Name", "WhatsApp East").Submit();

        page.Heading.ShouldBe("WhatsApp East");
        page.Document.QuerySelector("main .inherited").ShouldNotBeNull();
        page.Text.ShouldContain("Created: WhatsApp East in WhatsApp");
        page.Text.ShouldContain("by Ines Marchetti");
        page.Text.ShouldNotContain("Sign-in");
    }

    [Fact]
    public async Task Siblings_have_different_names_and_the_input_is_kept()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");

        var form = await admin.Open($"/portal/o/{bank["WhatsApp"]}/organizations/new");
        var page = await form.Form("Create sub-organization").Fill("Name", " whatsapp NORTH ").Submit();

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.Text.ShouldContain("There is already an organization called");
        page.Field("Name").GetAttribute("value")!.Trim().ShouldBe("whatsapp NORTH");
        (await form.Form("Create sub-organization").Fill("Name", "").Submit()).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
    }

    [Fact]
    public async Task Who_renames_second_is_told()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var ledger = await bank.Create(admin, bank["Finance"], "Ledger");
        var early = await admin.Open($"/portal/o/{ledger}/organization/edit");

        var renamed = await (await admin.Open($"/portal/o/{ledger}/organization/edit"))
            .Form("Save")
            .Fill("Name", "Treasury")
            .Submit();
        renamed.Heading.ShouldBe("Treasury");

        var late = await early.Form("Save").Fill("Name", "Money").Submit();
        late.Status.ShouldBe(HttpStatusCode.Conflict);
        late.Text.ShouldContain("was changed meanwhile");
        (await admin.Open($"/portal/o/{ledger}/organization")).Heading.ShouldBe("Treasury");
    }

    [Fact]
    public async Task A_move_is_previewed_changes_what_is_inherited_and_can_be_undone()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var traveller = await bank.Create(admin, bank["Europe"], "Traveller");
        await bank.Switch(admin, "Europe", "on");

        var page = await admin.Open($"/portal/o/{traveller}/organization/move");
        var review = await page.Form("Review").Fill("New parent", bank["Operations"]).Submit();
        review.Text.ShouldContain("Turns off for 1 organization");
        var moved = await review.Press("Move to Operations");

        moved.Heading.ShouldBe("Traveller");
        (await bank.StateAt(admin, traveller)).ShouldBe("off");
        var change = (await admin.Api(HttpMethod.Get, "/api/v1/changes?kind=organization.moved")).Json.GetProperty(
            "items"
        )[0];
        change.GetProperty("subject").GetString().ShouldBe("Traveller to Operations");
        var history = await admin.Open($"/portal/o/{traveller}/setup/features/{bank.Feature}/history");
        history.Text.ShouldContain("Moved in Traveller");

        await moved.Press("Undo");
        (await bank.StateAt(admin, traveller)).ShouldBe("on inherited");
        var left = (await admin.Api(HttpMethod.Get, "/api/v1/changes?kind=organization.left")).Json.GetProperty(
            "items"
        );
        left.EnumerateArray()
            .Where(one => one.GetProperty("subject").GetString() == "Traveller")
            .Select(one => one.GetProperty("organization").GetProperty("name").GetString())
            .ShouldBe(["Operations", "Europe"]);
    }

    [Fact]
    public async Task A_move_that_would_do_something_else_than_was_shown_is_shown_again()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var traveller = await bank.Create(admin, bank["Finance"], "Second traveller");
        // An organization of its own: other tests switch their features on at those of the bank.
        var destination = await bank.Create(admin, bank["Finance"], "Destination");
        var page = await admin.Open($"/portal/o/{traveller}/organization/move");
        var review = await page.Form("Review").Fill("New parent", destination).Submit();
        review.Text.ShouldContain("Nobody gains or loses a feature.");
        await bank.SwitchAt(admin, destination, "on");

        var again = await review.Press("Move to Destination");

        again.Status.ShouldBe(HttpStatusCode.Conflict);
        again.Text.ShouldContain("Turns on for 1 organization");
        (await bank.StateAt(admin, traveller)).ShouldBe("off");
        (await again.Press("Move to Destination")).Heading.ShouldBe("Second traveller");
        (await bank.StateAt(admin, traveller)).ShouldBe("on inherited");
    }

    [Fact]
    public async Task An_organization_cannot_move_below_itself_nor_can_the_topmost_move()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");

        (
            await admin.Api(
                HttpMethod.Post,
                $"/api/v1/organizations/{bank["WhatsApp"]}/move",
                new { to = bank["WhatsApp North"] }
            )
        ).Code.ShouldBe("would_be_a_cycle");
        (
            await admin.Api(
                HttpMethod.Post,
                $"/api/v1/organizations/{bank["ABC Bank"]}/move",
                new { to = bank["WhatsApp"] }
            )
        ).Code.ShouldBe("topmost_stays");
    }

    [Fact]
    public async Task The_tree_may_not_become_too_deep()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var parent = bank["Finance"];
        var refusal = (string?)null;
        for (var level = 0; level < 12 && refusal is null; level++)
        {
            var created = await admin.Api(
                HttpMethod.Post,
                $"/api/v1/organizations/{parent}/sub-organizations",
                new { name = $"Level {level}" }
            );
            refusal = created.Code;
            parent = refusal is null ? created.Json.GetProperty("id").GetString()! : parent;
        }

        refusal.ShouldBe("too_deep");
    }

    [Fact]
    public async Task An_organization_is_deleted_only_when_nobody_is_in_it_or_below_it()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");

        var refused = await admin.Api(HttpMethod.Delete, $"/api/v1/organizations/{bank["WhatsApp"]}");
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused
            .Json.GetProperty("occupants")
            .GetProperty("sub-organizations")
            .GetInt32()
            .ShouldBeGreaterThanOrEqualTo(2);
        (await admin.Open($"/portal/o/{bank["WhatsApp"]}/organization/delete")).Text.ShouldMatch(
            @"\d sub-organizations"
        );

        var closing = await bank.Create(admin, bank["Operations"], "Closing");
        var page = await admin.Open($"/portal/o/{closing}/organization/delete");
        var wrong = await page.Form("Delete 1 organization").Fill("Type “Closing” to confirm", "Finance").Submit();
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var gone = await page.Form("Delete 1 organization").Fill("Type “Closing” to confirm", "Closing").Submit();
        gone.LinkTexts.ShouldNotContain("Closing");
        (await admin.Open($"/portal/o/{closing}/organization")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_was_done_in_an_organization_that_is_gone_can_still_be_read_above_it()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        using var operations = await bank.SignIn("ops.admin");
        var upper = await bank.Create(admin, bank["Operations"], "Leaving later");
        var lower = await bank.Create(admin, upper, "Leaving first");
        var address = $"/api/v1/organizations/{lower}/features/{bank.Feature}";
        await admin.Api(HttpMethod.Put, address, new { value = "on" });

        foreach (var gone in new[] { lower, upper })
            (await admin.Api(HttpMethod.Delete, $"/api/v1/organizations/{gone}")).Status.ShouldBe(
                HttpStatusCode.NoContent
            );

        var read = (await bank.Changes(operations, "feature.enabled")).ShouldHaveSingleItem();
        read.GetProperty("organization").GetProperty("name").GetString().ShouldBe("Leaving first");
        var deleted = await operations.Api(HttpMethod.Get, "/api/v1/changes?kind=organization.deleted&limit=200");
        deleted
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(one => one.GetProperty("subject").GetString() == "Leaving first")
            .GetProperty("before")
            .GetProperty("features")
            .GetProperty(bank.Feature)
            .GetString()
            .ShouldBe("on");
        using var elsewhere = await bank.SignIn("whatsapp.admin");
        (await bank.Changes(elsewhere, "feature.enabled")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_is_put_into_an_organization_that_was_deleted_meanwhile()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var closing = await bank.Create(admin, bank["Operations"], "Closing meanwhile");
        await using var scope = host.Host.Scope();
        var enterprise = (
            await host.Host.Database.Ask("SELECT DISTINCT enterprise_id FROM organizations_organization")
        )[0];
        scope.ServiceProvider.GetRequiredService<TrunklineDb>().Within(new(Guid.Parse(enterprise)));
        var organizations = scope.ServiceProvider.GetRequiredService<IOrganizations>();
        var id = new OrganizationId(Guid.Parse(closing));
        (await organizations.HoldAsync(id, TestContext.Current.CancellationToken)).ShouldBeNull();

        await admin.Api(HttpMethod.Delete, $"/api/v1/organizations/{closing}");

        (await organizations.HoldAsync(id, TestContext.Current.CancellationToken)).ShouldBeOfType<NotFound>();
    }

    [Fact]
    public async Task A_program_keeps_its_organization_only_as_long_as_its_token_works()
    {
        var bank = host.Open();
        using var admin = await bank.SignIn("admin");
        var closing = await bank.Create(admin, bank["Operations"], "Closing with a program");
        var form = await admin.Open($"/portal/o/{closing}/api-users/new");
        await form.Form("Create API user").Fill("Name of the program", "Nightly").Fill("Role", "Setup").Submit();
        var refused = await admin.Api(HttpMethod.Delete, $"/api/v1/organizations/{closing}");
        refused.Json.GetProperty("occupants").GetProperty("API users").GetInt32().ShouldBe(1);
        var confirm = await (await admin.Open($"/portal/o/{closing}/api-users")).Follow("Revoke Nightly");
        (await confirm.Press("Revoke Nightly")).Text.ShouldContain("The API user was revoked.");

        var deleted = await admin.Api(HttpMethod.Delete, $"/api/v1/organizations/{closing}");

        deleted.Status.ShouldBe(HttpStatusCode.NoContent, deleted.Text);
    }

    [Fact]
    public async Task Shaping_needs_the_profile_privilege()
    {
        var bank = host.Open();
        using var whatsapp = await bank.SignIn("whatsapp.admin");

        var refused = await whatsapp.Api(
            HttpMethod.Post,
            $"/api/v1/organizations/{bank["WhatsApp"]}/sub-organizations",
            new { name = "WhatsApp East" }
        );

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text.ShouldContain("Profile");
    }
}
