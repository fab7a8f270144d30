using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Tests.Access;

/// <summary>Whoever may do everything in one organization names somebody else's account or number under the own address.</summary>
public sealed class WallsTests : IAsyncLifetime
{
    // Whatever a form or a body of these addresses may want, and rightly so: only whose it is must be wrong.
    private static readonly Dictionary<string, string> Fields = new()
    {
        ["use"] = "shared",
        ["perSecond"] = "80",
        ["confirmation"] = "confirmed",
        ["firstName"] = "Changed",
        ["lastName"] = "Elsewhere",
        ["status"] = "suspended",
    };

    private TrunklineHost host = null!;

    public async ValueTask InitializeAsync() => host = await A.Host().WithDemo().Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task No_page_finds_an_account_or_a_number_of_elsewhere()
    {
        using var admin = await host.Administrator("whatsapp.admin");
        var own = await admin.Find("WhatsApp");
        var door = await admin.Open($"/portal/o/{own}");
        var token = door.Document.QuerySelector("input[name*=RequestVerificationToken]")!;
        var fields = new Dictionary<string, string>(Fields)
        {
            ["to"] = own,
            [token.GetAttribute("name")!] = token.GetAttribute("value")!,
        };

        await FindsNothing("/portal/o/", own, admin.Http, () => new FormUrlEncodedContent(fields));
    }

    [Fact]
    public async Task No_program_finds_an_account_or_a_number_of_elsewhere()
    {
        using var program = await host.ApiUser("Setup and Accounts", "WhatsApp");
        using var admin = await host.Administrator("whatsapp.admin");

        await FindsNothing("/api/v1/", await admin.Find("WhatsApp"), program, () => JsonContent.Create(Body()));
        var listed = await program.GetStringAsync("/api/v1/accounts?limit=200", TestContext.Current.CancellationToken);

        listed.ShouldContain("ana.ruiz@abcbank.example");
        listed.ShouldNotContain("cy.weber@abcbank.example");
    }

    private static object Body() =>
        new
        {
            use = "shared",
            perSecond = 80,
            confirmation = "confirmed",
            firstName = "Changed",
            lastName = "Elsewhere",
        };

    private async Task FindsNothing(string below, string own, HttpClient client, Func<HttpContent> content)
    {
        var account = await Only("SELECT id FROM accounts_account WHERE email = 'cy.weber@abcbank.example'");
        var number = await Only(
            "SELECT id FROM whatsapp_number WHERE account_id IS NOT NULL AND organization_id IN (SELECT id FROM organizations_organization WHERE name = 'Europe')"
        );
        var before = await Only("SELECT COUNT(*) FROM auditing_change");
        var asked = 0;
        var found = new List<string>();
        foreach (var endpoint in Endpoints(below))
        foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)
        {
            var address = endpoint
                .RoutePattern.RawText!.Replace("{organization}", own)
                .Replace("{account}", account)
                .Replace("{number}", number)
                .Replace("{feature}", "whatsapp-messaging");
            using var request = new HttpRequestMessage(new HttpMethod(method), address);
            if (method is not "GET")
                request.Content = content();
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            asked++;
            if (answer.StatusCode is not HttpStatusCode.NotFound)
                found.Add($"{method} {endpoint.RoutePattern.RawText} answers {(int)answer.StatusCode}");
        }

        found.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(8);
        (await Only("SELECT COUNT(*) FROM auditing_change")).ShouldBe(before);
    }

    private IEnumerable<RouteEndpoint> Endpoints(string below) =>
        host
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(below, StringComparison.Ordinal))
            .Where(endpoint =>
                endpoint.RoutePattern.Parameters.Any(parameter => parameter.Name is "account" or "number")
            );

    private async Task<string> Only(string sql) => (await host.Database.Ask(sql)).ShouldHaveSingleItem();
}
