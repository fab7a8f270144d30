using Microsoft.Playwright;

namespace Trunkline.BrowserTests.Browsing;

/// <summary>
/// Between a click and the page that it leads to, the old page is still there, and its words match the next step as well.
/// So every step that leads to another page ends by having arrived there.
/// </summary>
public static class Arriving
{
    /// <summary>Clicks what leads to the page of this heading, and waits until that page is there.</summary>
    public static async Task Follow(this IPage page, ILocator link, string heading)
    {
        await link.ClickAsync();
        await page.IsAt(heading);
    }

    /// <summary>Waits until the page of this heading is there and nothing is under way any more.</summary>
    public static async Task IsAt(this IPage page, string heading)
    {
        await Assertions.Expect(page.Heading()).ToHaveTextAsync(heading);
        await page.AtRest();
    }

    /// <summary>Waits while Turbo fetches a page, or shows how it was the last time until the new one is here.</summary>
    public static Task AtRest(this IPage page) =>
        Assertions.Expect(page.Locator("html:not([aria-busy]):not([data-turbo-preview])")).ToBeAttachedAsync();

    /// <summary>The heading of the page. There is one.</summary>
    public static ILocator Heading(this IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });
}
