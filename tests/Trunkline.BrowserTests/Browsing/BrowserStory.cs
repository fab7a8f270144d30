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
    private readonly List<TrunklineHost> hosts = [];
    private readonly List<string> scriptErrors = [];

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result is TestResult.Failed;
        if (failed)
        {
            await KeepEvidence(TestContext.Current.Test?.TestDisplayName ?? "story");
        }

        foreach (var (_, page) in opened)
        {
            await page.Context.DisposeAsync();
        }

        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
        if (!failed)
        {
            scriptErrors.ShouldBeEmpty("A script on a page failed.");
        }
    }

    /// <summary>What a page says of a network that the story has cut.</summary>
    protected string? ExpectedScriptError { get; set; }

    /// <summary>Starts a host on a port of this machine. It stops after the browsers are closed and, if need be, pictured.</summary>
    protected async Task<TrunklineHost> Start(HostPlan plan)
    {
        var host = await plan.Listening().Start();
        hosts.Add(host);
        return host;
    }

    /// <summary>A person's own browser, on an empty page.</summary>
    protected async Task<IPage> Browser(
        Uri address,
        Screen screen = Screen.Desktop,
        Theme theme = Theme.Light,
        string person = "someone",
        bool script = true
    )
    {
        var context = await chromium.Open(address, screen, theme, script);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) =>
        {
            if (ExpectedScriptError is null || !error.Contains(ExpectedScriptError, StringComparison.Ordinal))
                scriptErrors.Add($"{person}: {error}");
        };
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
        using var visitor = await host.Visitor(person);
        await page.Context.AddCookiesAsync(
            visitor.Cookies.Select(cookie => new Cookie
            {
                Name = cookie.Name.ToString(),
                Value = cookie.Value.ToString(),
                Domain = host.Address.Host,
                Path = cookie.Path.ToString(),
                HttpOnly = cookie.HttpOnly,
                Secure = cookie.Secure,
                SameSite = SameSiteAttribute.Lax,
            })
        );
        await page.GotoAsync(person.Face);
        await page.AtRest();
        return page;
    }

    private async Task KeepEvidence(string story)
    {
        try
        {
            foreach (var (person, page) in opened)
            {
                await Picture(page, $"{story} - {person}");
            }
        }
        catch (PlaywrightException error)
        {
            scriptErrors.Add($"No picture could be taken: {error.Message}");
        }

        await File.WriteAllLinesAsync(Evidence(story, "log"), hosts.SelectMany(host => host.Log).Concat(scriptErrors));
    }

    /// <summary>Keeps a picture of the whole page among the artifacts.</summary>
    internal static async Task<string> Picture(IPage page, string name)
    {
        var path = Evidence(name, "png");
        await page.ScreenshotAsync(new() { Path = path, FullPage = true });
        return path;
    }

    private static string Evidence(string name, string extension)
    {
        Directory.CreateDirectory(Pictures);
        var file = string.Concat(
            name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_')
        );
        return Path.Combine(Pictures, $"{file[..Math.Min(file.Length, 180)]}.{extension}");
    }
}
