using System.Net;
using System.Text;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;
using Trunkline.WhatsApp.Contracts;

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
        await host.Takes(CustomerWrites.Body(number, phone, $"wamid.{Guid.CreateVersion7()}", written, text));
    }

    /// <summary>What became of the message that has this id here.</summary>
    public static Task Reports(this TrunklineHost host, string number, string message, string status) =>
        host.Takes(
            Encoding.UTF8.GetBytes(
                $$$"""
                {"object":"whatsapp_business_account","entry":[{"id":"{{{DemoNumbers.BusinessAccountId}}}","changes":[{"field":"messages",
                "value":{"metadata":{"phone_number_id":"{{{number}}}"},"statuses":[{"id":"wamid.{{{message}}}","status":"{{{status}}}",
                "timestamp":"{{{host.Clock.GetUtcNow().ToUnixTimeSeconds()}}}","biz_opaque_callback_data":"{{{message}}}"}]}}]}]}
                """
            )
        );

    private static async Task Takes(this TrunklineHost host, byte[] body)
    {
        using var meta = host.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/whatsapp");
        request.Content = new ByteArrayContent(body);
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(body, TrunklineHost.AppSecret));
        using var answer = await meta.Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
