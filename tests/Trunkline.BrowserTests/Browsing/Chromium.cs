using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Trunkline.BrowserTests.Browsing;

/// <summary>
/// The machine's own Chromium, started once for the test run: where CHROMIUM says, or Debian's, without windows if it is there,
/// since that does the same with less work.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>Where every reader is.</summary>
    public const string TimeZone = "Europe/Berlin";

    // Generous: in CI two suites share two slow cores. It is waited only as long as something is not yet so.
    private const int Patience = 30_000;

    private static readonly string[] OfDebian = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    private static readonly string Program =
        Environment.GetEnvironmentVariable("CHROMIUM") ?? Array.Find(OfDebian, File.Exists) ?? OfDebian[0];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program))
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Program,
                ChromiumSandbox = false,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    // Pages live shortly and axe computes much in each: compiled simply at once beats interpreted, and what is
                    // compiled with care (Turbofan) comes too late to pay.
                    "--js-flags=--always-sparkplug --no-turbofan",
                ],
            }
        );
    }

    /// <summary>A browser with no past: its own cookies, its own storage. Skips the calling test when Chromium is not installed.</summary>
    public async Task<IBrowserContext> Open(Uri address, Screen screen, Theme theme, bool script)
    {
        Assert.SkipWhen(
            browser is null,
            $"Chromium is not installed at {Program} (Debian: apt-get install chromium-headless-shell)."
        );
        var context = await browser!.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                ViewportSize =
                    screen is Screen.Phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
                IsMobile = screen is Screen.Phone,
                HasTouch = screen is Screen.Phone,
                ColorScheme = theme is Theme.Dark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
                Locale = "en-GB",
                TimezoneId = TimeZone,
                JavaScriptEnabled = script,
            }
        );
        context.SetDefaultTimeout(Patience);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}

public enum Screen
{
    Desktop,
    Phone,
}

public enum Theme
{
    Light,
    Dark,
}
