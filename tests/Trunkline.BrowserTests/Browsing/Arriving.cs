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

    /// <summary>
    /// Goes to an address as a link there would: without a new document where one of ours is open, whose scripts stay.
    /// </summary>
    public static async Task<IResponse> Goes(this IPage page, string address)
    {
        var answer = await page.EvaluateAsync<bool>("() => window.Turbo !== undefined")
            ? await page.RunAndWaitForResponseAsync(
                () => page.EvaluateAsync("address => Turbo.visit(address)", address),
                answer => answer.Status is < 300 or >= 400 && FirstAsked(answer.Request).PathAndQuery == address
            )
            : await page.GotoAsync(address);
        await page.AtRest();
        return answer!;
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

    private static Uri FirstAsked(IRequest request) =>
        request.RedirectedFrom is { } earlier ? FirstAsked(earlier) : new(request.Url);

    /// <summary>The heading of the page. There is one.</summary>
    public static ILocator Heading(this IPage page) => page.GetByRole(AriaRole.Heading, new() { Level = 1 });
}
