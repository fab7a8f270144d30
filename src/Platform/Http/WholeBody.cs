using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace Trunkline.Platform.Http;

/// <summary>
/// Waits for the whole body before anybody asks who sends it and what he may. A body can take hours; otherwise it would be worked on
/// with the rights that its sender had at its first byte.
/// </summary>
internal static class WholeBody
{
    /// <summary>What a form or a document of the API may have, in bytes. Whoever takes more says so at the endpoint.</summary>
    public const int Largest = 256 * 1024;

    // The rest lies in a file until the request is over: anybody may send a body and take long over it.
    private const int InMemory = 32 * 1024;

    public static void UseWholeBodies(this IApplicationBuilder app) =>
        app.Use((context, next) => HasBody(context) ? ReadAsync(context, next) : next(context));

    // Where nobody says how large a body may be, nobody reads one.
    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
        && context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is not null;

    private static async Task ReadAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.EnableBuffering(InMemory);
        await context.Request.Body.DrainAsync(context.RequestAborted);
        context.Request.Body.Position = 0;
        await next(context);
    }
}
