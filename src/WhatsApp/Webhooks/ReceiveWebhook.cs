using System.Diagnostics;
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
    LargeBodies large,
    TimeProvider time,
    ILogger<ReceiveWebhook> logger
)
{
    public const string Address = "/webhooks/whatsapp";

    // Straight from routing and without services of the request's own: nobody is signed in here, and looking for somebody
    // would cost more than storing the body.
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapPost(Address, root.ServiceProvider.GetRequiredService<ReceiveWebhook>().AnswerAsync)
            .ShortCircuit()
            .Public("Meta signs the body with the app secret.")
            .AuditsNothing("The raw body is kept; what follows from it is recorded where it happens.");

    private async Task AnswerAsync(HttpContext context)
    {
        // The framework's own activity is not collected, and what hangs on it would not be either.
        if (WhatsAppMeter.Activities.HasListeners())
            Activity.Current = null;
        using var activity = WhatsAppMeter.Activities.StartActivity("whatsapp.webhook", ActivityKind.Server);
        var request = context.Request;
        byte[]? body = null;
        Lane[] lanes = [];
        var refusal = CheckHeaders(request);
        if (refusal is null)
            (body, refusal) = await ReadAsync(request, context.RequestAborted);
        refusal ??= Check(request.Headers, body!, out lanes);
        if (refusal is null && !await inbox.StoreAsync(new Arrival(body!, lanes, time.GetUtcNow())))
            refusal = new InboxUnavailable();
        if (refusal is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, refusal.Code);
            await refusal.ToHttp().ExecuteAsync(context);
            return;
        }
        WhatsAppMeter.Received.Add(1);
        // An answer of which nothing else is said is 200.
    }

    // What nobody has signed is not waited for.
    private Refusal? CheckHeaders(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is not ([] or ["identity"]))
            return new BodyEncoded();
        var signed = request.Headers[WebhookSignature.Header];
        return WebhookSignature.IsOne(signed) ? null : Refuse(signed.Count == 0, request.ContentLength ?? 0);
    }

    private async ValueTask<(byte[]? Body, Refusal? Refusal)> ReadAsync(
        HttpRequest request,
        CancellationToken cancellation
    )
    {
        if (BodyPlaces.Needs(request))
            return await large.ReadAsync(request, cancellation);
        var body = new byte[request.ContentLength!.Value];
        await request.Body.ReadExactlyAsync(body, cancellation);
        return (body, null);
    }

    private Refusal? Check(IHeaderDictionary headers, byte[] body, out Lane[] lanes)
    {
        lanes = [];
        if (!signature.Matches(headers[WebhookSignature.Header], body))
            return Refuse(missing: false, body.Length);
        lanes = WebhookReader.LanesOf(body);
        return backlog.Takes(lanes) ? null : new TooManyWebhooksWait();
    }

    private Refusal Refuse(bool missing, long length)
    {
        WhatsAppMeter.Refused.Add(1, new KeyValuePair<string, object?>("reason", missing ? "missing" : "wrong"));
        SignatureRefused(missing ? "missing" : "wrong", length);
        return missing ? new SignatureMissing() : new SignatureWrong();
    }

    // Meta will send it again and again: a proxy that rewrites bodies, or a rotated secret, is a fault to be repaired.
    [LoggerMessage(
        LogLevel.Error,
        "A webhook of {Length} bytes was refused: its signature is {Reason}. Compare WhatsApp__AppSecret with the app's secret, and look for a proxy that changes bodies"
    )]
    private partial void SignatureRefused(string reason, long length);
}
