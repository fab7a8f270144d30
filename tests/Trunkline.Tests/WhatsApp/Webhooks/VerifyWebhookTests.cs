using System.Net;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Tests.WhatsApp.Webhooks;

public sealed class VerifyWebhookTests : IAsyncLifetime
{
    private TrunklineHost host = null!;

    public async ValueTask InitializeAsync() => host = await A.Host().Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_challenge_comes_back_alone_as_plain_text()
    {
        var answer = await Get($"hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={Token}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await Text(answer)).ShouldBe("1158201444");
    }

    [Theory]
    [InlineData("hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong")]
    [InlineData("hub.mode=subscribe&hub.challenge=1")]
    [InlineData("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=the%20verify%20token%20of%20the%20tests")]
    [InlineData("hub.mode=subscribe&hub.verify_token=the%20verify%20token%20of%20the%20tests")]
    [InlineData("")]
    public async Task Whoever_does_not_know_the_token_is_refused_and_learns_nothing(string query)
    {
        var answer = await Get(query);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Text(answer)).ShouldNotContain("the verify token");
    }

    private static string Token => Uri.EscapeDataString(TrunklineHost.VerifyToken);

    private async Task<HttpResponseMessage> Get(string query)
    {
        using var meta = new Meta(host);
        return await meta.Http.GetAsync(
            new Uri($"{Meta.Address}?{query}", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
    }

    private static Task<string> Text(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
