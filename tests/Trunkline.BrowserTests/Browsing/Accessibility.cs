using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Trunkline.BrowserTests.Browsing;

/// <summary>Every page is for everybody: axe finds nothing against WCAG 2.2, levels A and AA.</summary>
public static class Accessibility
{
    private const string Look = """
        async only => {
          const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"], selectors: false, preload: false });
          return found.violations.map((violation) =>
            [`${violation.id}: ${violation.help}`, ...violation.nodes.map((node) => `    ${node.html}\n        ${node.failureSummary}`)].join("\n"));
        }
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript() + "\n;true";

    private static readonly object Everything = new
    {
        type = "tag",
        values = new[] { "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa" },
    };

    private static readonly object ContrastAlone = new { type = "rule", values = new[] { "color-contrast" } };

    public static async Task ShouldBeAccessible(this IPage page)
    {
        await page.AtRest();
        var found = await page.Violations();
        if (found.Count > 0)
        {
            Assert.Fail($"{page.Url} at {page.ViewportSize?.Width} px\n{string.Join('\n', found)}");
        }
    }

    /// <summary>What axe has against the page as it stands.</summary>
    public static Task<IReadOnlyList<string>> Violations(this IPage page) => page.Ask(Everything);

    /// <summary>What axe has against the colours alone: all that another theme can change.</summary>
    public static Task<IReadOnlyList<string>> ViolationsOfContrast(this IPage page) => page.Ask(ContrastAlone);

    private static async Task<IReadOnlyList<string>> Ask(this IPage page, object only)
    {
        // Axe is half a megabyte, and Turbo exchanges the body of a document but keeps the window.
        if (await page.EvaluateAsync<bool>("() => window.axe === undefined"))
        {
            await page.EvaluateAsync(Axe);
        }

        return await page.EvaluateAsync<string[]>(Look, only);
    }
}
