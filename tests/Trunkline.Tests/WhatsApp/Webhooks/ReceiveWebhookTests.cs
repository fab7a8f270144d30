using System.Net;
using System.Security.Cryptography;
using System.Text;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;

namespace Trunkline.Tests.WhatsApp.Webhooks;

public sealed class ReceiveWebhookTests : IAsyncLifetime
{
    private const string NewSecret = "the new app secret";

    private TrunklineHost host = null!;
    private Meta meta = null!;

    public async ValueTask InitializeAsync()
    {
        host = await A.Host().With("WhatsApp:AppSecret", $"{NewSecret},{TrunklineHost.AppSecret}").Start();
        meta = new Meta(host);
    }

    public async ValueTask DisposeAsync()
    {
        meta.Dispose();
        await host.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"a":"plain"}""")]
    [InlineData("""{"a":"\u00e4\u00f6\u00e5 \ud83d\udc4d"}""")]
    [InlineData("""{"a":"\u00E4\u00F6\u00E5"}""")]
    [InlineData("""{"a":"someone\u0040example.com \/ \u003C \u0025"}""")]
    [InlineData("""{"a":"someone@example.com / < % äöå 👍"}""")]
    [InlineData("""{ "a" : "blanks" ,  "b": 1.0 }""")]
    public async Task The_signature_is_over_the_bytes_as_they_came_however_they_are_escaped(string body)
    {
        var answer = await meta.Post(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StoredBody()).ShouldBe(Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public async Task Either_secret_signs_while_one_is_replaced_by_the_other()
    {
        var body = "{}"u8.ToArray();

        (await meta.Post(body, WebhookSignature.Of(body, NewSecret))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await meta.Post(body, WebhookSignature.Of(body, TrunklineHost.AppSecret))).StatusCode.ShouldBe(
            HttpStatusCode.OK
        );
        (await meta.Post(body, WebhookSignature.Of(body, "a third"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task F1_What_is_not_signed_rightly_is_refused_logged_and_not_stored()
    {
        var body = "{}"u8.ToArray();
        var right = WebhookSignature.Of(body, TrunklineHost.AppSecret);
        var sha1 =
            "sha1="
            + Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(TrunklineHost.AppSecret), body));
        string?[] wrong =
        [
            null,
            "",
            right[..^1],
            right + "0",
            right["sha256=".Length..],
            "sha256=" + new string('z', 64),
            right.Replace("sha256=", "SHA256=", StringComparison.Ordinal),
            sha1,
            WebhookSignature.Of("{} "u8, TrunklineHost.AppSecret),
        ];

        foreach (var signature in wrong)
            (await meta.Post(body, signature)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, signature);

        (await host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_inbox")).ShouldBe(0);
        host.Log.Count(line => line.Contains("its signature is", StringComparison.Ordinal)).ShouldBe(wrong.Length);
        host.Log.ShouldNotContain(line => line.Contains(TrunklineHost.AppSecret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_signatures_are_no_signature()
    {
        var body = "{}"u8.ToArray();
        var request = new HttpRequestMessage(HttpMethod.Post, Meta.Address) { Content = new ByteArrayContent(body) };
        request.Headers.Add(
            WebhookSignature.Header,
            [WebhookSignature.Of(body, "x"), WebhookSignature.Of(body, NewSecret)]
        );

        var answer = await meta.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_encoded_body_is_refused()
    {
        var body = "{}"u8.ToArray();
        var request = new HttpRequestMessage(HttpMethod.Post, Meta.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(body, NewSecret));

        var answer = await meta.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Three_megabytes_are_taken_and_more_than_four_are_not()
    {
        var large = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 3 * 1024 * 1024)}\"}}");
        var tooLarge = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 4 * 1024 * 1024)}\"}}");

        (await meta.Post(large)).StatusCode.ShouldBe(HttpStatusCode.OK);
        ((int)(await meta.Post(tooLarge)).StatusCode).ShouldBeInRange(400, 499);
    }

    [Theory, InlineData(3, HttpStatusCode.OK), InlineData(4, HttpStatusCode.UnprocessableEntity)]
    public async Task The_same_holds_for_a_body_that_does_not_say_how_long_it_is(int megabytes, HttpStatusCode expected)
    {
        var body = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', megabytes * 1024 * 1024)}\"}}");

        using var answer = await Post(body, new MemoryStream(body));

        answer.StatusCode.ShouldBe(expected);
        if (expected is HttpStatusCode.OK)
            (await StoredBody()).ShouldBe(body);
    }

    [Fact]
    public async Task Whoever_keeps_back_the_end_of_fifty_large_bodies_is_asked_to_come_again_with_the_next()
    {
        var body = Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 100 * 1024)}\"}}");
        var never = Enumerable.Range(0, 60).Select(_ => new System.IO.Pipelines.Pipe()).ToList();

        var sent = never.ConvertAll(one => Post(body, one.Reader.AsStream()));

        await TestKit.Waiting.Eventually.True("ten are refused", () => sent.Count(one => one.IsCompleted) == 10);
        foreach (var refused in await Task.WhenAll(sent.Where(one => one.IsCompleted)))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }
        foreach (var one in never)
            await one.Writer.CompleteAsync();
        var answers = await Task.WhenAll(sent);
        answers.Count(one => one.StatusCode is HttpStatusCode.Unauthorized).ShouldBe(50);
        using var taken = await Post(body, new MemoryStream(body));
        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // Without saying how long it is.
    private async Task<HttpResponseMessage> Post(byte[] signed, Stream sent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Meta.Address);
        request.Content = new StreamContent(sent);
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(signed, NewSecret));
        return await meta.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nobody_waits_for_a_body_that_nobody_has_signed()
    {
        var never = new System.IO.Pipelines.Pipe();
        using var request = new HttpRequestMessage(HttpMethod.Post, Meta.Address);
        request.Content = new StreamContent(never.Reader.AsStream());

        var answering = meta.Http.SendAsync(request, TestContext.Current.CancellationToken);

        using var answer = await answering.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await never.Writer.CompleteAsync();
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_kept_with_the_reason_and_stops_nothing()
    {
        (await meta.Post("this is no JSON")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await TestKit.Waiting.Eventually.True("it is set aside", async () => await host.InboxBodies("SetAside") == 1);
        (await host.Ask<string>($"SELECT reason AS \"Value\" FROM whatsapp_inbox")).ShouldContain("JSON");
    }

    private Task<byte[]> StoredBody() => host.Ask<byte[]>($"SELECT bodies AS \"Value\" FROM whatsapp_inbox");
}
