using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Platform;
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

    // Whoever announces more gets memory for it as it arrives: anybody may announce it, and then send nothing.
    private const int UsualBody = 64 * 1024;

    // Straight from routing and without services of the request's own: nobody is signed in here, and looking for somebody
    // would cost more than storing the body.
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapPost(Address, root.ServiceProvider.GetRequiredService<ReceiveWebhook>().AnswerAsync)
            .ShortCircuit()
            .Public("Meta signs the body with the app secret.")
            .AuditsNothing("The raw body is kept; what follows from it is recorded where it happens.");

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        var refusal = Check(context.Request.Headers, body, out var lanes);
        if (refusal is null && !await inbox.StoreAsync(new Arrival(body!, lanes, time.GetUtcNow())))
            refusal = new InboxUnavailable();
        if (refusal is not null)
        {
            await refusal.ToHttp().ExecuteAsync(context);
            return;
        }
        WhatsAppMeter.Received.Add(1);
        // An answer of which nothing else is said is 200.
    }

    private Refusal? Check(IHeaderDictionary headers, byte[]? body, out Lane[] lanes)
    {
        lanes = [];
        if (headers.ContentEncoding is not ([] or ["identity"]))
            return new BodyEncoded();
        if (body is null)
            return new BodyTooLarge();
        var signed = headers[WebhookSignature.Header];
        if (!signature.Matches(signed, body))
            return Refuse(signed.Count == 0, body.Length);
        lanes = WebhookReader.LanesOf(body);
        return backlog.Takes(lanes) ? null : new TooManyWebhooksWait();
    }

    private Refusal Refuse(bool missing, int length)
    {
        WhatsAppMeter.Refused.Add(1, new KeyValuePair<string, object?>("reason", missing ? "missing" : "wrong"));
        SignatureRefused(missing ? "missing" : "wrong", length);
        return missing ? new SignatureMissing() : new SignatureWrong();
    }

    /// Nothing when it is larger than what Meta sends.
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestBody;
        if (context.Request.ContentLength > LargestBody)
            return null;
        var cancellation = context.RequestAborted;
        if (context.Request.ContentLength is { } length and <= UsualBody)
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
