using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

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
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        var (north, south) = (number.Organization, (await talk.Account(DemoPerson.Dee)).Organization);
        await Move(admin, south, north.ToString(), "WhatsApp North");
        await HandOver(admin, number, "Rosa Delgado");
        await Move(admin, south, await Parent(north), "WhatsApp");
        var received = await talk.Writes(number, Talk.NewPhone(), "Is anybody there?");
        received.Receipt.ShouldBe(Receipt.Waiting);

        await Move(admin, south, north.ToString(), "WhatsApp North");

        await Eventually.True("Rosa has it", async () => await HoldOf(received) == "None");
    }

    private static async Task Move(Visitor admin, OrganizationId moved, string to, string name)
    {
        var page = await admin.Open($"/portal/o/{moved}/organization/move");
        var review = await page.Form("Review").Fill("New parent", to).Submit();
        (await review.Press($"Move to {name}")).Status.ShouldBe(HttpStatusCode.OK);
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
