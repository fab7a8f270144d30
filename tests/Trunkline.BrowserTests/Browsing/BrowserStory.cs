using Microsoft.Playwright;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;

namespace Trunkline.BrowserTests.Browsing;

/// <summary>
/// What every story in the browser stands on. It opens people's browsers, closes them at the end, keeps a picture of each
/// when the story fails, and fails a story in whose pages a script failed.
/// </summary>
public abstract class BrowserStory(Chromium chromium) : IAsyncLifetime
{
    private static readonly string Pictures = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots")
    );

    private readonly List<(string Person, IPage Page)> opened = [];
    private readonly List<string> scriptErrors = [];

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result is TestResult.Failed;
        foreach (var (person, page) in opened)
        {
            if (failed)
            {
                await Picture(page, $"{TestContext.Current.Test?.TestDisplayName} - {person}");
            }

            await page.Context.DisposeAsync();
        }

        await Ended();
        GC.SuppressFinalize(this);
        if (!failed)
        {
            scriptErrors.ShouldBeEmpty("A script on a page failed.");
        }
    }

    /// <summary>Called once the browsers are closed; hosts are stopped here.</summary>
    protected virtual ValueTask Ended() => ValueTask.CompletedTask;

    /// <summary>A person's own browser, on an empty page.</summary>
    protected async Task<IPage> Browser(
        Uri address,
        Screen screen = Screen.Desktop,
        Theme theme = Theme.Light,
        string person = "someone"
    )
    {
        var context = await chromium.Open(address, screen, theme);
        context.SetDefaultTimeout(10_000);
        context.SetDefaultNavigationTimeout(20_000);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => scriptErrors.Add($"{person}: {error}");
        opened.Add((person, page));
        return page;
    }

    /// <summary>The browser of someone of the demo, signed in, on the first page of his face.</summary>
    protected async Task<IPage> Browser(
        TrunklineHost host,
        DemoPerson person,
        Screen screen = Screen.Desktop,
        Theme theme = Theme.Light
    )
    {
        var page = await Browser(host.Address, screen, theme, person.Email);
        await page.GotoAsync($"{person.Face}/sign-in");
        await page.Locator("input[type=email]").FillAsync(person.Email);
        await page.Locator("input[type=password]").FillAsync(TrunklineHost.DemoPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(address => !address.Contains("sign-in", StringComparison.Ordinal));
        return page;
    }

    /// <summary>Keeps a picture of the whole page among the artifacts.</summary>
    protected static async Task<string> Picture(IPage page, string name)
    {
        var file = string.Concat(
            name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_')
        );
        var path = Path.Combine(Pictures, $"{file[..Math.Min(file.Length, 180)]}.png");
        await page.ScreenshotAsync(new() { Path = path, FullPage = true });
        return path;
    }
}
