using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Wire;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Answers 200 only when the raw bytes are durable; what they mean is found out afterwards. Every other answer makes Meta
/// send the same body again, so a refusal here loses nothing.
/// </summary>
internal sealed partial class ReceiveWebhook(
    WebhookSignature signature,
    Inbox inbox,
    Backlog backlog,
    TimeProvider time,
    ILogger<ReceiveWebhook> logger
)
{
    public const string Address = "/webhooks/whatsapp";

    private const int LargestBody = 4 * 1024 * 1024;

    // Straight from routing and without services of the request's own: nobody is signed in here, and looking for somebody
    // would cost more than storing the body.
    public static void Map(IEndpointRouteBuilder root)
    {
        var receive = root.ServiceProvider.GetRequiredService<ReceiveWebhook>();
        root.MapPost(Address, async context => await (await receive.HandleAsync(context)).ExecuteAsync(context))
            .ShortCircuit()
            .Public("Meta signs the body with the app secret.")
            .AuditsNothing("The raw body is kept; what follows from it is recorded where it happens.");
    }

    private async Task<IResult> HandleAsync(HttpContext context)
    {
        if (context.Request.Headers.ContentEncoding is not ([] or ["identity"]))
            return new BodyEncoded().ToHttp();
        if (await ReadAsync(context) is not { } body)
            return new BodyTooLarge().ToHttp();
        var header = context.Request.Headers[WebhookSignature.Header];
        if (!signature.Matches(header, body))
            return Refuse(header.Count == 0, body.Length);
        var lanes = WebhookReader.LanesOf(body);
        if (!backlog.Takes(lanes))
            return new TooManyWebhooksWait().ToHttp();
        if (!await inbox.StoreAsync(new Arrival(body, lanes, time.GetUtcNow())))
            return new InboxUnavailable().ToHttp();
        backlog.Stored(lanes);
        WhatsAppMeter.Received.Add(1);
        return Results.Ok();
    }

    private IResult Refuse(bool missing, int length)
    {
        WhatsAppMeter.Refused.Add(1, new KeyValuePair<string, object?>("reason", missing ? "missing" : "wrong"));
        SignatureRefused(missing ? "missing" : "wrong", length);
        return missing ? new SignatureMissing().ToHttp() : new SignatureWrong().ToHttp();
    }

    /// Nothing when it is larger than what Meta sends.
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestBody;
        if (context.Request.ContentLength > LargestBody)
            return null;
        var cancellation = context.RequestAborted;
        if (context.Request.ContentLength is { } length)
        {
            var exact = new byte[length];
            await context.Request.Body.ReadExactlyAsync(exact, cancellation);
            return exact;
        }
        using var gathered = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (await context.Request.Body.ReadAsync(piece, cancellation) is var count and > 0)
        {
            if (gathered.Length + count > LargestBody)
                return null;
            gathered.Write(piece, 0, count);
        }
        return gathered.ToArray();
    }

    // Meta will send it again and again: a proxy that rewrites bodies, or a rotated secret, is a fault to be repaired.
    [LoggerMessage(
        LogLevel.Error,
        "A webhook of {Length} bytes was refused: its signature is {Reason}. Compare WhatsApp__AppSecret with the app's secret, and look for a proxy that changes bodies"
    )]
    private partial void SignatureRefused(string reason, int length);
}
