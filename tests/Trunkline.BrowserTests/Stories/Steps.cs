using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;

namespace Trunkline.BrowserTests.Stories;

/// <summary>The steps that several stories take, in the words of the pages.</summary>
internal static class Steps
{
    public static ILocator Link(this IPage page, string name) =>
        page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First;

    public static ILocator Button(this IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).First;

    public static ILocator PopUp(this IPage page) =>
        page.GetByRole(AriaRole.Dialog, new() { Name = "WhatsApp Messaging is now available" });

    public static ILocatorAssertions Shows(this IPage page, string text) =>
        Assertions.Expect(page.GetByText(text, new() { Exact = false }).First);

    /// <summary>Organizations, then one of them, then Setup > Feature Settings > WhatsApp Messaging, as the article says it.</summary>
    public static async Task OpenWhatsAppMessaging(this IPage page, string organization)
    {
        await page.Link("Organizations").ClickAsync();
        await page.GetByRole(AriaRole.Main)
            .GetByRole(AriaRole.List)
            .GetByRole(AriaRole.Link, new() { Name = organization, Exact = true })
            .Last.ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = organization }))
            .ToBeVisibleAsync();
        await page.Link("Setup").ClickAsync();
        await page.GetByRole(AriaRole.Main)
            .GetByRole(AriaRole.Link, new() { Name = "Feature Settings" })
            .First.ClickAsync();
        await page.GetByRole(AriaRole.Main)
            .GetByRole(AriaRole.Link, new() { Name = "WhatsApp Messaging" })
            .First.ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "WhatsApp Messaging" }))
            .ToBeVisibleAsync();
    }

    public static ILocator Enable(this IPage page) =>
        page.GetByRole(AriaRole.Checkbox, new() { Name = "Enable WhatsApp Messaging" });

    public static async Task TurnOn(this IPage page)
    {
        await page.Enable().ClickAsync();
        await page.Shows("Saved.").ToBeVisibleAsync();
        await Assertions.Expect(page.Enable()).ToBeCheckedAsync();
        await page.ShouldBeAccessible();
    }

    public static async Task TurnOff(this IPage page)
    {
        await page.Enable().ClickAsync();
        var confirm = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Turn off") });
        await Assertions.Expect(confirm).ToBeVisibleAsync();
        await page.ShouldBeAccessible();
        await confirm.ClickAsync();
        await page.Shows("Saved.").ToBeVisibleAsync();
        await Assertions.Expect(page.Enable()).Not.ToBeCheckedAsync();
    }
}
