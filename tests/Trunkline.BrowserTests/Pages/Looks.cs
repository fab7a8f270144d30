using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;

namespace Trunkline.BrowserTests.Pages;

/// <summary>One page as everybody sees it: on a desk and on a phone, light and dark.</summary>
internal static class Looks
{
    private const string Overhang = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth";

    /// <summary>What is wrong with the page that is open. It is fetched once, and looked at four times.</summary>
    public static async Task<IReadOnlyList<string>> Problems(this IPage page)
    {
        await page.AtRest();
        var problems = new List<string>();
        await Look(Screen.Phone, Theme.Light);
        await Look(Screen.Phone, Theme.Dark);
        await Look(Screen.Desktop, Theme.Dark);
        await Look(Screen.Desktop, Theme.Light);
        return problems;

        async Task Look(Screen screen, Theme theme)
        {
            await page.SetViewportSizeAsync(screen is Screen.Phone ? 390 : 1280, screen is Screen.Phone ? 844 : 800);
            await page.EmulateMediaAsync(
                new() { ColorScheme = theme is Theme.Dark ? ColorScheme.Dark : ColorScheme.Light }
            );
            var violations = theme is Theme.Light ? await page.Violations() : await page.ViolationsOfContrast();
            problems.AddRange(violations.Select(violation => $"{page.Url} ({screen}, {theme})\n{violation}"));
            if (await page.EvaluateAsync<int>(Overhang) is > 0 and var pixels)
            {
                problems.Add($"{page.Url} ({screen}) is {pixels} px wider than the screen");
            }
        }
    }
}
