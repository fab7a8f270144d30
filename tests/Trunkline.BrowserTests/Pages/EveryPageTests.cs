using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.BrowserTests.Stories;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.BrowserTests.Pages;

/// <summary>Every page that there is, for everybody: on a desk and on a phone, light and dark.</summary>
public sealed class EveryPageTests(Chromium chromium) : BrowserStory(chromium)
{
    [Fact]
    public async Task Every_page_of_the_portal_is_accessible()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.Administrator);
        await MakeApiUser(portal);
        var programs = new Uri(portal.Url).AbsolutePath;
        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();
        await portal.OpenWhatsAppMessaging("WhatsApp North");
        var feature = new Uri(portal.Url).AbsolutePath;
        await SetAside(host);
        using var visitor = await host.Visitor(DemoPerson.Administrator);
        var map = new Sitemap(host, "/portal", signedIn: true);
        await map.Follow(visitor, feature);
        // Unticking leads there, and the address alone.
        await map.Follow(visitor, $"{feature}/review");
        await map.Follow(visitor, feature[..feature.IndexOf("/setup", StringComparison.Ordinal)]);
        // Where there is a program: below there is none.
        await map.Follow(visitor, $"{programs}?done=revoked");
        map.Missing.ShouldBeEmpty("No link leads to these pages.");

        await Visit(portal, map.Found);
    }

    [Fact]
    public async Task Every_page_of_the_app_is_accessible()
    {
        var host = await Start(A.Host().WithDemo());
        using var visitor = await host.Visitor(DemoPerson.Cy);
        var map = new Sitemap(host, "/app", signedIn: true);
        await map.Follow(visitor, "/app", each: true);
        await map.Follow(visitor, "/app/welcome");
        await map.Follow(visitor, "/app/features");
        map.Missing.ShouldBeEmpty("No link leads to these pages.");

        await Visit(await Browser(host, DemoPerson.Cy), map.Found);
    }

    [Fact]
    public async Task Every_page_for_whoever_comes_is_accessible()
    {
        var empty = await Start(A.Host());
        var map = new Sitemap(empty, "/portal", signedIn: false);
        await map.Follow(empty.Visitor(), "/portal/first-administrator");
        await Visit(await Browser(empty.Address), map.Found);

        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.Administrator);
        var invitation = await InviteAdministrator(portal);
        await portal.Edit("Dee Okafor");
        await portal.Follow(portal.Button("Make a link to copy"), "Invitations");
        var join = await portal.GetByLabel("Invitation link").InputValueAsync();
        var app = new Sitemap(host, "/app", signedIn: false);
        await map.Follow(host.Visitor(), "/portal/sign-in");
        await map.Follow(host.Visitor(), new Uri(invitation).PathAndQuery);
        await app.Follow(host.Visitor(), "/app/sign-in");
        await app.Follow(host.Visitor(), new Uri(join).PathAndQuery);
        map.Missing.Concat(app.Missing).ShouldBeEmpty("These pages are not visited here.");

        await Visit(await Browser(host.Address), map.Found.Skip(1).Concat(app.Found));
    }

    [Fact]
    public async Task Pages_that_answer_a_form_are_accessible()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.Administrator);
        var problems = new List<string>();

        await MakeApiUser(portal);
        problems.AddRange(await portal.Problems());
        await portal.Follow(portal.MenuEntry("Accounts"), "Accounts");
        await portal.GoBackAsync();
        await portal.IsAt("API users");
        await Assertions.Expect(portal.GetByLabel("Token")).ToHaveCountAsync(0);
        problems.AddRange(await portal.Problems());

        await InviteAdministrator(portal);
        problems.AddRange(await portal.Problems());
        await portal.Follow(portal.Link("Done"), "Administrators");
        problems.AddRange(await portal.Problems());

        await portal.Follow(portal.MenuEntry("Accounts"), "Accounts");
        await portal.Follow(portal.Link("Add account"), "Add account");
        await portal.Button("Save & Invite").ClickAsync();
        await Assertions.Expect(portal.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        problems.AddRange(await portal.Problems());

        problems.ShouldBeEmpty();
    }

    /// <summary>A webhook that the database refuses, so that there is something to see where what failed is set aside.</summary>
    private static async Task SetAside(TrunklineHost host)
    {
        await host.Database.Ask(
            "CREATE TRIGGER refuse BEFORE INSERT ON conversations_message BEGIN SELECT RAISE(ABORT, 'refused by the test'); END"
        );
        await host.Brings(DemoNumbers.WhatsAppNorth.PhoneNumberId, "13055550190", "Hello");
        await Eventually.True(
            "the webhook is set aside",
            async () => (await host.Database.Ask("SELECT state FROM whatsapp_inbox")).Contains("SetAside"),
            TimeSpan.FromSeconds(60)
        );
    }

    private static async Task MakeApiUser(IPage portal)
    {
        await portal.Follow(portal.MenuEntry("API users"), "API users");
        await portal.Follow(portal.Link("New API user"), "New API user");
        await portal.GetByLabel("Name of the program").FillAsync("Nightly export");
        await portal.GetByLabel("Role").SelectOptionAsync("Everything");
        await portal.Follow(portal.Button("Create API user"), "API users");
    }

    /// <summary>Adds an administrator and answers the link that he gets.</summary>
    private static async Task<string> InviteAdministrator(IPage portal)
    {
        await portal.Follow(portal.MenuEntry("Administrators"), "Administrators");
        await portal.Follow(portal.Link("Add administrator"), "Add administrator");
        await portal.GetByLabel("Name", new() { Exact = true }).FillAsync("Petra Kaya");
        await portal.GetByLabel("E-mail address").FillAsync("petra.kaya@abcbank.example");
        await portal.GetByLabel("Role").SelectOptionAsync("Everything");
        await portal.Follow(portal.Button("Add administrator"), "Administrators");
        return await portal.GetByLabel("Link to set a password").InputValueAsync();
    }

    private static async Task Visit(IPage page, IEnumerable<string> addresses)
    {
        var problems = new List<string>();
        foreach (var address in addresses)
        {
            var answer = await page.Goes(address);
            answer.Status.ShouldBe(200, address);
            problems.AddRange(await page.Problems());
            if (await page.Heading().CountAsync() is var headings and not 1)
            {
                problems.Add($"{address} has {headings} headings of level 1");
            }
        }

        problems.ShouldBeEmpty();
    }
}
