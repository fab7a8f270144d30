using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;

namespace Trunkline.BrowserTests.Stories;

/// <summary>How a switch flows through the whole tree; numbers are those of the acceptance checks.</summary>
public sealed partial class InheritanceTests(Chromium chromium) : BrowserStory(chromium)
{
    [Fact]
    public async Task Check_1_In_an_enterprise_that_was_just_founded_everything_is_off_and_nothing_is_labelled()
    {
        await using var database = await TestDatabase.Create(Store.Sqlite);
        await using var server = await TrunklineProcess.Start(database);
        var portal = await Browser(server.Address, person: "the first administrator");
        await portal.GotoAsync("/portal");
        await portal.IsAt("First administrator");
        await portal.ShouldBeAccessible();
        await portal.GetByLabel("One-time token").FillAsync(Token().Match(server.Said).Groups["token"].Value);
        await portal.GetByLabel("Name of the enterprise").FillAsync("Northwind");
        await portal.GetByLabel("Your name").FillAsync("Kim Sato");
        await portal.GetByLabel("E-mail address").FillAsync("kim@northwind.example");
        await portal.GetByLabel("Password", new() { Exact = true }).FillAsync("lantern gravel orbit");

        await portal.Follow(portal.Button("Create enterprise"), "Organizations");
        await portal.ShouldBeAccessible();
        await NewSubOrganization(portal, "Northwind", "Harbour");
        await NewSubOrganization(portal, "Harbour", "Quay");

        await portal.OpenOrganizations();
        await Reads(portal, "Northwind", "Off");
        await Reads(portal, "Harbour", "Off");
        await Reads(portal, "Quay", "Off");
        await portal.OpenWhatsAppMessaging("Quay");
        await portal.IsOff();
        await portal.IsNotInherited();
        await portal.ShouldBeAccessible();
    }

    [Fact]
    public async Task Check_7_Turning_on_at_the_top_reaches_everybody_but_whoever_is_off_on_its_own()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.Administrator);
        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();
        await portal.OpenWhatsAppMessaging("WhatsApp North");
        await portal.TurnOff();

        await portal.OpenWhatsAppMessaging("ABC Bank");
        await portal.TurnOn();

        await portal.IsNotInherited();
        var stillOff = portal
            .Content()
            .GetByRole(AriaRole.Paragraph)
            .Filter(new() { HasText = "switched off on its own" });
        await Assertions.Expect(stillOff).ToContainTextAsync("WhatsApp North");
        await portal.OpenOrganizations();
        await Reads(portal, "ABC Bank", "On", "Set here");
        await Reads(portal, "Retail Bank", "On", "Inherited");
        await Reads(portal, "Europe", "On", "Inherited");
        await Reads(portal, "Operations", "On", "Inherited");
        await Reads(portal, "WhatsApp", "On", "Inherited");
        await Reads(portal, "WhatsApp South", "On", "Inherited");
        await Reads(portal, "WhatsApp North", "Off", "Set here");
        await portal.ShouldBeAccessible();
    }

    [Fact]
    public async Task Checks_8_and_9_Turning_off_clears_what_was_on_below_which_may_be_turned_on_again_there()
    {
        var host = await Start(A.Host().WithDemo());
        var north = await Browser(host, DemoPerson.NorthAdministrator);
        var whole = await Browser(host, DemoPerson.WhatsAppAdministrator);
        await north.OpenWhatsAppMessaging("WhatsApp North");
        await north.TurnOn();
        await north.IsNotInherited();

        await whole.OpenWhatsAppMessaging("WhatsApp");
        await whole.TurnOn();
        await north.OpenWhatsAppMessaging("WhatsApp North");
        await north.IsOn();
        await north.IsInherited();
        await whole.TurnOff();

        await north.OpenWhatsAppMessaging("WhatsApp North");
        await north.IsOff();
        await north.IsNotInherited();
        await north.TurnOn();
        await north.IsNotInherited();
        await whole.OpenOrganizations();
        await Reads(whole, "WhatsApp", "Off");
        await Reads(whole, "WhatsApp North", "On", "Set here");
        await Reads(whole, "WhatsApp South", "Off");
    }

    [Fact]
    public async Task Check_10_A_new_sub_organization_of_one_that_is_on_is_on_and_labelled_at_once()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.Administrator);
        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();

        await NewSubOrganization(portal, "WhatsApp", "WhatsApp East");

        await portal.OpenOrganizations();
        await Reads(portal, "WhatsApp East", "On", "Inherited");
        await portal.OpenWhatsAppMessaging("WhatsApp East");
        await portal.IsOn();
        await portal.IsInherited();
    }

    private static async Task NewSubOrganization(IPage portal, string above, string name)
    {
        await portal.OpenOrganizations();
        var more = Row(portal, above).Locator("details.menu");
        await more.Locator("summary").ClickAsync();
        await portal.ShouldBeAccessible();
        await portal.Follow(
            more.GetByRole(AriaRole.Link, new() { Name = "New sub-organization", Exact = true }),
            "New sub-organization"
        );
        await portal.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await portal.ShouldBeAccessible();
        await portal.Follow(portal.Button("Create sub-organization"), name);
        await portal.ShouldBeAccessible();
    }

    /// <summary>An organization in the tree.</summary>
    private static ILocator Row(IPage portal, string name) =>
        portal
            .Locator(".tree-row")
            .Filter(new() { Has = portal.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }) });

    /// <summary>What the tree says about WhatsApp Messaging of an organization.</summary>
    private static async Task Reads(IPage portal, string name, params string[] words)
    {
        var all = string.Join(@"\s*", words.Select(Regex.Escape));
        await Assertions
            .Expect(Row(portal, name).Locator(".tree-state"))
            .ToHaveTextAsync(new Regex($@"^\s*WhatsApp Messaging:\s*{all}\s*(differs)?\s*$"));
    }

    [GeneratedRegex(@"There is no administrator yet.*\n(?<token>\S+)")]
    private static partial Regex Token();
}
