using System.Net.Http.Headers;
using AngleSharp.Dom;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Access;

/// The demo enterprise on a host that the tests of one class share.
public sealed class DemoEnterprise : IAsyncLifetime
{
    public TrunklineHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await A.Host().WithDemo().Start();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

internal static class SignedIn
{
    /// An administrator of the demo at the portal: "admin", "north.admin" ...
    public static async Task<Visitor> Administrator(this TrunklineHost host, string mailbox)
    {
        var visitor = host.Visitor();
        var page = await visitor.SignIn($"{mailbox}@abcbank.example", TrunklineHost.DemoPassword);
        page.Path.ShouldStartWith("/portal/o/");
        return visitor;
    }

    public static async Task<Page> SignIn(this Visitor visitor, string email, string password)
    {
        var page = await visitor.Open("/portal/sign-in");
        return await page.Form("Sign in").Fill("E-mail address", email).Fill("Password", password).Submit();
    }

    /// A program with a token of its own, made by the topmost administrator.
    public static async Task<HttpClient> ApiUser(this TrunklineHost host, string role, string organization)
    {
        var maker = await host.Administrator("admin");
        var place = await maker.Find(organization);
        var page = await maker.Open($"/portal/o/{place}/api-users/new");
        var made = await page.Form("Create API user")
            .Fill("Name of the program", $"{role} robot")
            .Fill("Role", role)
            .Submit();
        return host.WithToken(made.Field("Token").GetAttribute("value")!);
    }

    public static HttpClient WithToken(this TrunklineHost host, string token)
    {
        var client = host.Visitor().Http;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// The id of an organization, from the switcher of whoever sees it.
    public static async Task<string> Find(this Visitor visitor, string organization)
    {
        var page = await visitor.Open("/portal");
        return page
            .Document.QuerySelectorAll(".switcher-tree a")
            .Single(link => link.TextContent.Trim() == organization)
            .GetAttribute("href")!
            .Split('/')[3];
    }

    public static IReadOnlyList<string> Switcher(this Page page) =>
        [.. page.Document.QuerySelectorAll(".switcher-tree a").Select(link => link.TextContent.Trim())];

    public static IReadOnlyList<string> Menu(this Page page) =>
        [.. page.Document.QuerySelectorAll("nav[aria-label=Main] a").Select(link => link.TextContent.Trim())];
}
