using System.Net;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;

namespace Trunkline.BrowserTests.Browsing;

/// <summary>What WhatsApp posts, where a story needs more than the simulator's phones do.</summary>
internal static class Webhooks
{
    /// <summary>A customer wrote this so long ago, and it arrives now.</summary>
    public static async Task Brings(
        this TrunklineHost host,
        string number,
        string phone,
        string text,
        TimeSpan ago = default
    )
    {
        var written = (host.Clock.GetUtcNow() - ago).ToUnixTimeSeconds();
        var body = CustomerWrites.Body(number, phone, $"wamid.{Guid.CreateVersion7()}", written, text);
        using var meta = host.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/whatsapp");
        request.Content = new ByteArrayContent(body);
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(body, TrunklineHost.AppSecret));
        using var answer = await meta.Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
