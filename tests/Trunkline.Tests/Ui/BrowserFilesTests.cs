using System.Net;
using System.Text.RegularExpressions;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Tests.Ui;

public sealed partial class BrowserFilesTests(BrowserFilesTests.Host host) : IClassFixture<BrowserFilesTests.Host>
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_file_that_a_page_names_is_there_and_may_be_kept_for_ever()
    {
        using var visitor = host.Started.Visitor();
        var files = await FilesOfSignIn();
        files.Count.ShouldBeGreaterThan(3);
        foreach (var file in files)
        {
            using var answer = await visitor.Http.GetAsync(file, Ending);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, file);
            answer.Headers.CacheControl!.ToString().ShouldContain("immutable", customMessage: file);
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task A_script_travels_compressed_when_the_browser_can_read_that(string encoding)
    {
        using var visitor = host.Started.Visitor();
        var script = (await FilesOfSignIn()).First(file => file.EndsWith(".js", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Get, script);
        request.Headers.AcceptEncoding.ParseAdd(encoding);
        using var answer = await visitor.Http.SendAsync(request, Ending);
        answer.Content.Headers.ContentEncoding.ShouldBe([encoding]);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        (await answer.Content.ReadAsByteArrayAsync(Ending)).Length.ShouldBeLessThan(60 * 1024);
    }

    [Fact]
    public async Task A_file_that_the_front_end_does_not_have_is_not_found()
    {
        using var visitor = host.Started.Visitor();
        (await visitor.Http.GetAsync("/assets/manifest.json", Ending)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.Http.GetAsync("/assets/..%2fappsettings.json", Ending)).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task The_chosen_theme_is_painted_by_the_server()
    {
        using var visitor = host.Started.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/portal/sign-in");
        request.Headers.Add("Cookie", "theme=dark");
        using var answer = await visitor.Http.SendAsync(request, Ending);
        (await answer.Content.ReadAsStringAsync(Ending)).ShouldContain("data-theme=\"dark\"");
    }

    [Fact]
    public async Task A_page_that_does_not_exist_is_answered_with_a_page()
    {
        using var visitor = host.Started.Visitor();
        using var answer = await visitor.Http.GetAsync("/portal/nowhere", Ending);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync(Ending)).ShouldContain("There is no such page.");
    }

    private async Task<List<string>> FilesOfSignIn()
    {
        using var visitor = host.Started.Visitor();
        var page = await visitor.Http.GetStringAsync("/portal/sign-in", Ending);
        return [.. Address().Matches(page).Select(match => match.Value).Distinct()];
    }

    [GeneratedRegex("/assets/[a-z.-]+[A-Z0-9]{8}[a-z0-9.]+")]
    private static partial Regex Address();

    public sealed class Host : IAsyncLifetime
    {
        public TrunklineHost Started { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Started = await A.Host().WithDemo().Start();

        public ValueTask DisposeAsync() => Started.DisposeAsync();
    }
}
