using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Live;

namespace Trunkline.TestKit.Visits;

/// <summary>
/// Someone at a browser without JavaScript: keeps cookies, follows redirects, and fills in forms by their labels.
/// </summary>
public sealed class Visitor : IDisposable
{
    private const int MostRedirects = 10;

    private readonly Cookies cookies;

    public Visitor(HttpMessageHandler handler, Uri address)
    {
        cookies = new Cookies(handler);
        Http = new HttpClient(cookies) { BaseAddress = address };
        Http.DefaultRequestHeaders.Accept.ParseAdd("text/html,application/xhtml+xml,*/*;q=0.8");
    }

    /// <summary>The same session, for requests that are neither pages nor forms. It does not follow redirects.</summary>
    public HttpClient Http { get; }

    public IReadOnlyCollection<SetCookieHeaderValue> Cookies => cookies.Kept;

    /// <summary>Opens an address and follows redirects, as typing it into the address bar does.</summary>
    public Task<Page> Open(string address) => Open(new Uri(Http.BaseAddress!, address));

    public Task<Page> Open(Uri address) => Send(new HttpRequestMessage(HttpMethod.Get, address));

    /// <summary>Signs in as someone of the demo; answers the page where that leads.</summary>
    public async Task<Page> SignIn(DemoPerson person)
    {
        var form = (await Open($"{person.Face}/sign-in")).Form("Sign in");
        var page = await form.FillType("email", person.Email).FillType("password", TrunklineHost.DemoPassword).Submit();
        page.Status.ShouldBe(HttpStatusCode.OK, $"{person.Email} could not sign in: {page.Problem ?? page.Text}");
        page.Path.ShouldNotContain("sign-in");
        return page;
    }

    /// <summary>A JSON request to the API in this visitor's session; the antiforgery token is not needed there.</summary>
    public async Task<ApiAnswer> Api(HttpMethod method, string address, object? body = null)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Accept.ParseAdd("application/json");
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType());
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var json = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        return new ApiAnswer(response.StatusCode, json ? JsonElement.Parse(text) : default, text);
    }

    /// <summary>Opens a live stream of this visitor's session.</summary>
    public Task<LiveStream> Follow(string address, string? lastEventId = null) =>
        LiveStream.Open(Http, address, lastEventId);

    public void Dispose() => Http.Dispose();

    internal async Task<Page> Send(HttpRequestMessage request)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
            var target = response.Headers.Location;
            if (target is null || (int)response.StatusCode is < 300 or >= 400)
            {
                return await Page.Read(this, request.RequestUri!, response);
            }

            redirects.ShouldBeLessThan(MostRedirects, $"{request.RequestUri} redirects without end");
            // 307 and 308 repeat the request; nothing in Trunkline answers so.
            response.StatusCode.ShouldBeOneOf(
                HttpStatusCode.SeeOther,
                HttpStatusCode.Found,
                HttpStatusCode.MovedPermanently
            );
            request = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!, target));
        }
    }
}

/// <summary>What the API answered.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonElement Json, string Text)
{
    /// <summary>The stable code of a refusal.</summary>
    public string? Code =>
        Json.ValueKind is JsonValueKind.Object && Json.TryGetProperty("code", out var code) ? code.GetString() : null;
}
