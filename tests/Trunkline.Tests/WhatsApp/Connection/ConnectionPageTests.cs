using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Tests.WhatsApp.Connection;

/// <summary>The simulator answers as WhatsApp would, over real HTTP.</summary>
public sealed class ConnectionPageTests : IAsyncLifetime
{
    private TrunklineHost host = null!;
    private Visitor administrator = null!;
    private Meta meta = null!;
    private string number = null!;

    public async ValueTask InitializeAsync()
    {
        host = await A.Host().WithDemo().Listening().Start();
        administrator = await host.SignedIn(DemoPerson.Administrator);
        meta = new Meta(host);
        number = await NumberOf(host);
    }

    public async ValueTask DisposeAsync()
    {
        meta?.Dispose();
        administrator?.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A10_Before_the_first_webhook_the_check_says_so_and_afterwards_that_all_is_well()
    {
        var page = await (await administrator.Open($"/portal/{number}")).Follow("Check the connection");
        page.Text.ShouldContain("None has come yet.");
        page.Text.ShouldContain("Nothing wrong was found");

        await meta.Delivers(Payload.Text("wamid.first-ever"));
        await Eventually.True("it is stored", async () => await host.Messages("wamid.first-ever") == 1);

        page = await page.Follow("Check again");
        page.Text.ShouldContain("Messages can go out and come in");
        page.Text.ShouldNotContain("Not checked");
    }

    [Fact]
    public async Task A10_When_no_app_listens_to_the_business_account_the_check_says_so()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Delete,
            $"/simulator/graph/v23.0/{DemoNumbers.BusinessAccountId}/subscribed_apps"
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TrunklineHost.AccessToken);
        (await administrator.Http.SendAsync(request, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        var page = await administrator.Open($"/portal/{number}/connection");

        page.Text.ShouldContain("Something is missing");
        page.Text.ShouldContain($"No app is subscribed to {DemoNumbers.BusinessAccountId}");
    }

    [Fact]
    public async Task A10_A_phone_number_id_that_WhatsApp_does_not_know_is_told_with_its_code()
    {
        await host.Database.Ask(
            $"UPDATE whatsapp_number SET phone_number_id = '999999999999' WHERE phone_number_id = '{DemoNumbers.Europe.PhoneNumberId}'"
        );

        var page = await administrator.Open($"/portal/{number}/connection");

        page.Text.ShouldContain("(code 33)");
        page.Text.ShouldContain("Not checked");
    }

    [Fact]
    public async Task Whoever_may_set_up_another_organization_only_does_not_find_the_number()
    {
        using var other = await host.SignedIn(DemoPerson.WhatsAppAdministrator);

        var page = await other.Open($"/portal/{number}/connection");

        page.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task When_nothing_answers_the_check_says_where_it_asked()
    {
        await using var alone = await A.Host()
            .WithDemo()
            .Listening()
            .With("WhatsApp:GraphBaseUrl", "http://127.0.0.1:9/graph")
            .Start();
        using var visitor = await alone.SignedIn(DemoPerson.Administrator);

        var page = await visitor.Open($"/portal/{await NumberOf(alone)}/connection");

        page.Text.ShouldContain("Nothing answered at 127.0.0.1:9.");
        page.Text.ShouldContain("Not checked");
    }

    private static async Task<string> NumberOf(TrunklineHost host)
    {
        var id = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM whatsapp_number WHERE phone_number_id = {DemoNumbers.Europe.PhoneNumberId}"
        );
        var organization = await host.Ask<Guid>(
            $"SELECT organization_id AS \"Value\" FROM whatsapp_number WHERE id = {id}"
        );
        return $"o/{organization}/setup/whatsapp-numbers/{id}";
    }
}
