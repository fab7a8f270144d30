using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;

namespace Trunkline.BrowserTests.Stories;

/// <summary>What several stories do in the portal, in the words of its pages.</summary>
internal static class Steps
{
    public static ILocator Content(this IPage page) => page.GetByRole(AriaRole.Main);

    /// <summary>An entry of the menu that stands on every page.</summary>
    public static ILocator MenuEntry(this IPage page, string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Main", Exact = true })
            .GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Link(this IPage page, string name) =>
        page.Content().GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Button(this IPage page, string name) =>
        page.Content().GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Types address and password, and arrives at the first page of the face.</summary>
    public static async Task SignIn(this IPage page, DemoPerson person, string arrives)
    {
        await page.GotoAsync($"{person.Face}/sign-in");
        await page.Content().Locator("input[type=email]").FillAsync(person.Email);
        await page.Content().Locator("input[type=password]").FillAsync(TrunklineHost.DemoPassword);
        await page.Follow(page.Button("Sign in"), arrives);
    }

    /// <summary>What the page says about what was just done.</summary>
    public static ILocator Outcome(this IPage page, string words) =>
        page.Content().GetByRole(AriaRole.Status).Filter(new() { HasText = words });

    public static async Task Says(this IPage page, string words)
    {
        await Assertions.Expect(page.Outcome(words)).ToBeVisibleAsync();
        await page.AtRest();
    }

    public static Task OpenOrganizations(this IPage page) =>
        page.Follow(page.MenuEntry("Organizations"), "Organizations");

    /// <summary>Organizations, then one of them.</summary>
    public static async Task OpenOrganization(this IPage page, string name)
    {
        await page.OpenOrganizations();
        await page.Follow(page.Locator("ul.tree").GetByRole(AriaRole.Link, new() { Name = name, Exact = true }), name);
    }

    /// <summary>One of the organizations, then Setup > Feature Settings > WhatsApp Messaging, as the article says it.</summary>
    public static async Task OpenWhatsAppMessaging(this IPage page, string organization)
    {
        await page.OpenOrganization(organization);
        await page.Follow(page.MenuEntry("Setup"), "Setup");
        await page.Follow(page.Link("Feature Settings"), "Feature Settings");
        await page.Follow(page.Link("WhatsApp Messaging"), "WhatsApp Messaging");
    }

    public static ILocator Enable(this IPage page) =>
        page.GetByRole(AriaRole.Checkbox, new() { Name = "Enable WhatsApp Messaging", Exact = true });

    /// <summary>The yellow label beside the checkbox.</summary>
    public static ILocator InheritedLabel(this IPage page) =>
        page.Locator(".setting-control").GetByText("Inherited", new() { Exact = true });

    public static Task IsOn(this IPage page) => Assertions.Expect(page.Enable()).ToBeCheckedAsync();

    public static Task IsOff(this IPage page) => Assertions.Expect(page.Enable()).Not.ToBeCheckedAsync();

    public static Task IsInherited(this IPage page) => Assertions.Expect(page.InheritedLabel()).ToBeVisibleAsync();

    public static Task IsNotInherited(this IPage page) => Assertions.Expect(page.InheritedLabel()).ToHaveCountAsync(0);

    public static async Task TurnOn(this IPage page)
    {
        await page.Enable().ClickAsync();
        await page.Says("Saved. On for");
        await page.IsOn();
        await page.ShouldBeAccessible();
    }

    public static async Task TurnOff(this IPage page)
    {
        await page.Enable().ClickAsync();
        var confirm = page.Content().GetByRole(AriaRole.Button, new() { NameRegex = new("^Turn off for") });
        await Assertions.Expect(confirm).ToBeVisibleAsync();
        await page.ShouldBeAccessible();
        await confirm.ClickAsync();
        await page.Says("Saved. Off for");
        await page.IsOff();
        await page.ShouldBeAccessible();
    }

    /// <summary>Accounts, then the pencil of one of them.</summary>
    public static async Task Edit(this IPage page, string name)
    {
        await page.Follow(page.MenuEntry("Accounts"), "Accounts");
        await page.Follow(page.Link($"Edit {name}"), $"Edit {name}");
    }

    public static ILocator Switch(this IPage page, string name) =>
        page.GetByRole(AriaRole.Switch, new() { Name = name, Exact = true });

    public static async Task Save(this IPage page)
    {
        await page.Button("Save").ClickAsync();
        await page.Says("Saved");
        await page.ShouldBeAccessible();
    }

    /// <summary>Turns one of the two switches of an account over and saves.</summary>
    public static async Task Flip(this IPage page, string account, string feature)
    {
        await page.Edit(account);
        await page.Switch(feature).ClickAsync();
        await page.Save();
    }
}
