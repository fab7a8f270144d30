using System.Net;
using System.Net.Http.Json;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Platform;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;
using Trunkline.Tests.Access;

namespace Trunkline.Tests.Conversations.Receiving;

/// <summary>Whom a shared number reaches hangs on where organizations are, whatever their features are.</summary>
public sealed class MovedOrganizationTests : IAsyncLifetime
{
    private readonly Talk talk = new();

    public ValueTask InitializeAsync() => talk.InitializeAsync();

    public ValueTask DisposeAsync() => talk.DisposeAsync();

    [Fact]
    public async Task What_waited_while_an_organization_was_elsewhere_is_delivered_when_it_is_back()
    {
        using var admin = await talk.Enters(DemoPerson.Administrator);
        var (received, north, south, _) = await WaitsForWhoIsElsewhere(admin);

        await Move(admin, south, north.ToString(), "WhatsApp North");

        await Eventually.True("Rosa has it", async () => await HoldOf(received) == "None");
    }

    [Fact]
    public async Task What_waited_is_delivered_when_the_move_is_taken_back()
    {
        using var admin = await talk.Enters(DemoPerson.Administrator);
        var (received, _, _, away) = await WaitsForWhoIsElsewhere(admin);

        (await away.Press("Undo")).Status.ShouldBe(HttpStatusCode.OK);

        await Eventually.True("Rosa has it", async () => await HoldOf(received) == "None");
    }

    [Fact]
    public async Task Open_pages_follow_whoever_was_moved_alone_or_with_an_organization()
    {
        using var admin = await talk.Enters(DemoPerson.Administrator);
        using var robot = await talk.Host.ApiUser("Everything", "ABC Bank");
        var north = (await talk.Account(DemoPerson.Bo)).Organization;
        var (south, bo) = ((await talk.Account(DemoPerson.Dee)).Organization, await talk.Account(DemoPerson.Bo));
        var before = await Told(bo);

        (
            await robot.PatchAsJsonAsync($"/api/v1/accounts/{bo.Id}", new { organization = south.ToString() })
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.True("Bo's pages are told", async () => await Told(bo) == before + 1);
        await Move(admin, south, north.ToString(), "WhatsApp North");

        await Eventually.True("and again", async () => await Told(bo) == before + 2);
    }

    private async Task<int> Told(AccountEntry person) =>
        (
            await talk.Host.Database.Ask(
                $"SELECT 1 FROM platform_live_event WHERE lower(person) = '{person.Id}' AND kind = '{TellParticipants.FeatureKind}'"
            )
        ).Count;

    // Rosa's organization hears for the number while it is below North; it was moved out, and somebody writes.
    private async Task<(Received, OrganizationId North, OrganizationId South, Page Away)> WaitsForWhoIsElsewhere(
        Visitor admin
    )
    {
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        var (north, south) = (number.Organization, (await talk.Account(DemoPerson.Dee)).Organization);
        await Move(admin, south, north.ToString(), "WhatsApp North");
        await HandOver(admin, number, "Rosa Delgado");
        var away = await Move(admin, south, await Parent(north), "WhatsApp");
        var received = await talk.Writes(number, Talk.NewPhone(), "Is anybody there?");
        received.Receipt.ShouldBe(Receipt.Waiting);
        return (received, north, south, away);
    }

    private static async Task<Page> Move(Visitor admin, OrganizationId moved, string to, string name)
    {
        var page = await admin.Open($"/portal/o/{moved}/organization/move");
        var review = await page.Form("Review").Fill("New parent", to).Submit();
        var done = await review.Press($"Move to {name}");
        done.Status.ShouldBe(HttpStatusCode.OK);
        return done;
    }

    private static async Task HandOver(Visitor admin, BusinessNumber number, string name)
    {
        var page = await admin.Open($"/portal/o/{number.Organization}/setup/whatsapp-numbers/{number.Id}");
        var form = page.Form("Save");
        foreach (var before in new[] { "Bo Chen", "Kofi Mensah", "Ana Ruiz" })
            form = form.Untick(before);
        (await form.Tick(name).Submit()).Status.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string> Parent(OrganizationId organization) =>
        (
            await talk.Host.Database.Ask(
                $"SELECT lower(parent_id) FROM organizations_organization WHERE lower(id) = '{organization}'"
            )
        )[0];

    private async Task<string> HoldOf(Received received) =>
        (
            await talk.Host.Database.Ask(
                $"SELECT hold FROM conversations_message WHERE lower(id) = '{received.Message}'"
            )
        )[0];
}
