using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

    // A larger one lies in a file until the last byte is there: anybody may send most of one over each of a thousand connections.
    private const int UsualBody = 32 * 1024;

    // Straight from routing and without services of the request's own: nobody is signed in here, and looking for somebody
    // would cost more than storing the body.
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapPost(Address, root.ServiceProvider.GetRequiredService<ReceiveWebhook>().AnswerAsync)
            .ShortCircuit()
            .Public("Meta signs the body with the app secret.")
            .AuditsNothing("The raw body is kept; what follows from it is recorded where it happens.");

    private async Task AnswerAsync(HttpContext context)
    {
        if (await ReceiveAsync(context) is { } refusal)
        {
            await refusal.ToHttp().ExecuteAsync(context);
            return;
        }
        WhatsAppMeter.Received.Add(1);
        // An answer of which nothing else is said is 200.
    }

    private async Task<Refusal?> ReceiveAsync(HttpContext context)
    {
        byte[]? body;
        try
        {
            body = await ReadAsync(context);
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            // The disk is full, or the sender has gone and reads no answer.
            return new InboxUnavailable();
        }
        if (Check(context.Request.Headers, body, out var lanes) is { } refusal)
            return refusal;
        return await inbox.StoreAsync(new Arrival(body!, lanes, time.GetUtcNow())) ? null : new InboxUnavailable();
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
        var (request, cancellation) = (context.Request, context.RequestAborted);
        if (request.ContentLength > LargestBody)
            return null;
        if (request.ContentLength is not { } length || length > UsualBody)
        {
            request.EnableBuffering(UsualBody);
            if (await LengthAsync(request.Body, cancellation) is not { } whole)
                return null;
            (request.Body.Position, length) = (0, whole);
        }
        var body = new byte[length];
        await request.Body.ReadExactlyAsync(body, cancellation);
        return body;
    }

    private static async Task<long?> LengthAsync(Stream body, CancellationToken cancellation)
    {
        var piece = new byte[4 * 1024];
        var length = 0L;
        while (await body.ReadAsync(piece, cancellation) is var count and > 0)
        {
            length += count;
            if (length > LargestBody)
                return null;
        }
        return length;
    }

    // Meta will send it again and again: a proxy that rewrites bodies, or a rotated secret, is a fault to be repaired.
    [LoggerMessage(
        LogLevel.Error,
        "A webhook of {Length} bytes was refused: its signature is {Reason}. Compare WhatsApp__AppSecret with the app's secret, and look for a proxy that changes bodies"
    )]
    private partial void SignatureRefused(string reason, int length);
}
