using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Hosting;

namespace Trunkline.Platform.Http;

/// <summary>
/// Waits for the whole body before anybody asks who sends it and what he may. A body can take long; otherwise it would be worked on
/// with the rights that its sender had at its first byte.
/// </summary>
internal sealed class WholeBody(RequestDelegate next, IHostApplicationLifetime lifetime, TimeProvider time)
    : IDisposable
{
    /// <summary>What a form or a document of the API may have, in bytes. Whoever takes more says so at the endpoint.</summary>
    public const int Largest = 256 * 1024;

    private const int MostTogether = 100;
    private const int MostFromOneAddress = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // A server that stops waits for every request, and with it for nobody who has stopped to send.
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(5);

    private readonly BodyPlaces places = new(MostTogether, MostFromOneAddress);

    public void Dispose() => places.Dispose();

    public Task InvokeAsync(HttpContext context) => HasBody(context) ? ReadAsync(context) : next(context);

    // Where nobody says how large a body may be, nobody reads one.
    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
        && context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is not null;

    private async Task ReadAsync(HttpContext context)
    {
        if (await TryReadAsync(context))
            await next(context);
        else
            await new BodyNotTaken().ToHttp().ExecuteAsync(context);
    }

    private async Task<bool> TryReadAsync(HttpContext context)
    {
        if (BodyPlaces.Needs(context.Request))
        {
            if (places.TryTake(context.Request) is not { } place)
                return false;
            // For as long as its file is there.
            context.Response.RegisterForDispose(place);
        }
        using var patience = new CancellationTokenSource(Patience, time);
        await using var end = lifetime.ApplicationStopping.Register(() => patience.CancelAfter(PatienceAtTheEnd));
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            context.Request.EnableBuffering(BodyPlaces.InMemory);
            await context.Request.Body.DrainAsync(both.Token);
            context.Request.Body.Position = 0;
            return true;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>Too many large bodies are under way, or this one does not come.</summary>
public sealed record BodyNotTaken()
    : Refusal(
        "body_not_taken",
        RefusalKind.Unavailable,
        "What you sent did not arrive in time, or too much is on its way here at once. Send it again."
    );
