using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Web;

/// <summary>What a body may be, over a real connection: how long it takes, and how large it is.</summary>
public sealed class WholeBodyTests : IAsyncLifetime
{
    private TrunklineHost host = null!;
    private HttpClient http = null!;
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask InitializeAsync()
    {
        host = await A.Host()
            .WithDemo()
            .Listening()
            .With(services => services.AddSingleton<IStartupFilter>(new Entrance(entered)))
            .Start();
        http = host.Visitor().Http;
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return host.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_is_signed_out_while_the_body_is_under_way_may_not_do_what_it_asks()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var signedIn = await http.PostAsJsonAsync(
            "/api/v1/sessions",
            new { email = DemoPerson.Cy.Email, password = TrunklineHost.DemoPassword },
            cancellation
        );
        var token = (await signedIn.Content.ReadFromJsonAsync<JsonElement>(cancellation))
            .GetProperty("token")
            .GetString();
        var slow = new Pipe();
        // So much that the client does not wait for more before it sends it.
        await slow.Writer.WriteAsync(Encoding.UTF8.GetBytes("""{"text":""" + new string(' ', 16 * 1024)), cancellation);
        using var write = As(token, HttpMethod.Post, $"/api/v1/conversations/{Guid.CreateVersion7()}/messages");
        write.Content = new StreamContent(slow.Reader.AsStream());
        write.Content.Headers.ContentType = new("application/json");

        var answering = http.SendAsync(write, cancellation);
        await entered.Task.WaitAsync(cancellation);
        using var signOut = As(token, HttpMethod.Delete, "/api/v1/sessions/current");
        using var signedOut = await http.SendAsync(signOut, cancellation);
        signedOut.IsSuccessStatusCode.ShouldBeTrue();
        await slow.Writer.WriteAsync("\"Hello\"}"u8.ToArray(), cancellation);
        await slow.Writer.CompleteAsync();

        using var answer = await answering;
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [
        Theory,
        InlineData("/portal/sign-in", "application/x-www-form-urlencoded"),
        InlineData("/api/v1/sessions", "application/json")
    ]
    public async Task A_body_that_is_larger_than_any_form_is_refused_in_one_sentence(string address, string type)
    {
        using var body = new ByteArrayContent(new byte[300 * 1024]);
        body.Headers.ContentType = new(type);

        using var answer = await http.PostAsync(
            new Uri(address, UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(
            "larger than what is accepted here"
        );
    }

    [Fact]
    public async Task Whoever_leaves_many_large_bodies_unfinished_gets_no_place_for_more()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var address = new Uri("/app/new", UriKind.Relative);
        var unfinished = new List<(Pipe Body, Task<HttpResponseMessage> Answer)>();
        await Eventually.True(
            "no more are taken",
            async () =>
            {
                // Whoever asks takes a place for a moment too, so one more follows each time.
                await Begin();
                return await StatusOf(40 * 1024) == HttpStatusCode.ServiceUnavailable;
            }
        );
        (await StatusOf(1024)).ShouldNotBe(HttpStatusCode.ServiceUnavailable);

        foreach (var (body, answer) in unfinished)
        {
            await body.Writer.CompleteAsync();
            (await answer).Dispose();
        }

        await Eventually.True(
            "they are again",
            async () => await StatusOf(40 * 1024) != HttpStatusCode.ServiceUnavailable
        );

        async Task Begin()
        {
            var body = new Pipe();
            await body.Writer.WriteAsync(Encoding.UTF8.GetBytes("email=" + new string('a', 16 * 1024)), cancellation);
            var content = new StreamContent(body.Reader.AsStream());
            content.Headers.ContentType = new("application/x-www-form-urlencoded");
            unfinished.Add((body, http.PostAsync(address, content, cancellation)));
        }

        async Task<HttpStatusCode> StatusOf(int length)
        {
            using var content = new ByteArrayContent(new byte[length]);
            content.Headers.ContentType = new("application/x-www-form-urlencoded");
            using var answer = await http.PostAsync(address, content, cancellation);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task What_is_refused_before_anybody_reads_it_is_answered_with_the_security_headers_all_the_same()
    {
        using var body = new StringContent("{", Encoding.UTF8, "application/json");

        using var answer = await http.PostAsync(
            new Uri("/api/v1/sessions", UriKind.Relative),
            body,
            TestContext.Current.CancellationToken
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer
            .Headers.GetValues("Content-Security-Policy")
            .ShouldHaveSingleItem()
            .ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    /// <summary>Tells when a message to a conversation has come in, before anybody looks at it.</summary>
    private sealed class Entrance(TaskCompletionSource entered) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, go) =>
                    {
                        if (context.Request.Path.StartsWithSegments("/api/v1/conversations"))
                            entered.TrySetResult();
                        return go(context);
                    }
                );
                next(app);
            };
    }

    private static HttpRequestMessage As(string? token, HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
