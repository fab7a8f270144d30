using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Trunkline.BrowserTests.Browsing;

/// <summary>Every page is for everybody: axe finds nothing against WCAG 2.2, levels A and AA.</summary>
public static class Accessibility
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"),
    };

    public static async Task ShouldBeAccessible(this IPage page)
    {
        // While Turbo fetches a page it marks the document busy, in a way that axe does not know.
        await page.Locator("html:not([aria-busy])").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var found = await page.RunAxe(Rules);
        if (found.Violations.Length > 0)
        {
            Assert.Fail(
                $"{page.Url} at {page.ViewportSize?.Width} px\n{string.Join('\n', found.Violations.Select(Describe))}"
            );
        }
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help}\n{string.Join('\n', violation.Nodes.Select(Describe))}";

    private static string Describe(AxeResultNode node) =>
        $"    {node.Html}\n        {string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message))}";
}
