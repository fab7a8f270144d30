using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Http;

namespace Trunkline.Platform.Live;

/// <summary>GET …/live: server-sent events for the signed-in person; <c>Last-Event-ID</c>, or <c>after</c> for the first time, says where to go on.</summary>
internal static class LiveEndpoint
{
    // A stream ends with its session. One that merely ran out of time is found when the browser opens the stream again.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static RouteHandlerBuilder MapLive(this IEndpointRouteBuilder face)
    {
        var server = face.ServiceProvider;
        return face.MapGet(
            "/live",
            (HttpContext context, LiveStreams streams, long? after) => HandleAsync(context, streams, after, server)
        );
    }

    private static async Task<IResult> HandleAsync(
        HttpContext context,
        LiveStreams streams,
        long? after,
        IServiceProvider server
    )
    {
        var person = context.RequestServices.GetRequiredService<ICaller>().Actor!;
        if (
            long.TryParse(
                context.Request.Headers["Last-Event-ID"],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var last
            )
        )
            after = last;
        await EndServicesAsync(context, server);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(
            streams.FollowAsync(
                person,
                after,
                Lifetime(),
                () => IsStillSignedInAsync(context, person, server),
                context.RequestAborted
            )
        );
    }

    // Streams that were opened together, after a restart, do not come back together for ever.
    private static TimeSpan Lifetime() => Longest * (0.8 + 0.2 * Random.Shared.NextDouble());

    private static async Task<bool> IsStillSignedInAsync(HttpContext context, Actor person, IServiceProvider server)
    {
        await using var scope = server.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await context.AuthenticateAsync();
            return scope.ServiceProvider.GetRequiredService<ICaller>().Actor?.Id == person.Id;
        }
        finally
        {
            context.RequestServices = server;
        }
    }

    // A stream lives for minutes: what served to let the person in would be half of what it holds in memory.
    private static async Task EndServicesAsync(HttpContext context, IServiceProvider server)
    {
        if (context.Features.Get<IServiceProvidersFeature>() is RequestServicesFeature mine)
            await mine.DisposeAsync();
        context.RequestServices = server;
    }
}
