using Microsoft.Playwright;

namespace Trunkline.BrowserTests.Browsing;

/// <summary>A person who has a keyboard and nothing else.</summary>
internal static class Keyboard
{
    private const int MostStops = 200;

    // The ring may be around the control itself or, where that is only a face's, around what stands beside it.
    private const string Unmarked = """
        () => {
          const here = document.activeElement;
          const ring = (element) => {
            const style = element && getComputedStyle(element);
            return !!style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          };
          const box = here.getBoundingClientRect();
          const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
          const marked = ring(here) || ring(here.nextElementSibling) || ring(here.parentElement);
          return here === document.body || (seen && marked) ? "" : here.outerHTML.slice(0, 200);
        }
        """;

    /// <summary>Presses Tab until the focus is there. Every stop on the way shows that it has the focus.</summary>
    public static Task TabTo(this IPage page, ILocator target) => page.Go("Tab", target);

    /// <summary>The same, backwards.</summary>
    public static Task TabBackTo(this IPage page, ILocator target) => page.Go("Shift+Tab", target);

    public static async Task Press(this IPage page, string key) => await page.Keyboard.PressAsync(key);

    public static async Task Type(this IPage page, string text) => await page.Keyboard.TypeAsync(text);

    /// <summary>Goes to a link or button, presses it and arrives at its page.</summary>
    public static async Task Enter(this IPage page, ILocator target, string heading)
    {
        await page.TabTo(target);
        await page.Press("Enter");
        await page.IsAt(heading);
    }

    public static Task HasFocus(this ILocator target) => Assertions.Expect(target).ToBeFocusedAsync();

    private static async Task Go(this IPage page, string key, ILocator target)
    {
        await Assertions.Expect(target).ToBeVisibleAsync();
        for (var stop = 0; stop < MostStops; stop++)
        {
            await page.Press(key);
            var unmarked = await page.EvaluateAsync<string>(Unmarked);
            unmarked.ShouldBeEmpty($"On {page.Url} this has the focus, and nobody sees it.");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"{target} on {page.Url} cannot be reached with {key}.");
    }
}
