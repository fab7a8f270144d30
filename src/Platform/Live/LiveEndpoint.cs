using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Platform.Live;

/// <summary>GET …/live: server-sent events for the signed-in person; <c>Last-Event-ID</c>, or <c>after</c> for the first time, says where to go on.</summary>
internal static class LiveEndpoint
{
    // A stream ends with its session. One that merely ran out of time is found when the browser opens the stream again.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static RouteHandlerBuilder MapLive(this IEndpointRouteBuilder face) => face.MapGet("/live", Handle);

    private static IResult Handle(HttpContext context, ICaller caller, LiveStreams streams, TrunklineDb db, long? after)
    {
        if (
            long.TryParse(
                context.Request.Headers["Last-Event-ID"],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var last
            )
        )
            after = last;
        // A stream lives for minutes, and what was read to let the person in is needed no more.
        db.Dispose();
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(
            streams.FollowAsync(caller.Actor!, after, Longest, context.RequestAborted)
        );
    }
}
