using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Trunkline.Access.ApiUsers;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Sessions;

/// Finds out who calls: by the portal's cookie under /portal, the app's under /app, and only ever by a bearer token under
/// /api, where a cookie would let other sites act in a visitor's name.
internal sealed partial class RecogniseCaller(
    TrunklineDb db,
    Caller caller,
    SessionLifetimes lifetimes,
    IEnumerable<ISessionPeople> people,
    TimeProvider time,
    ILogger<RecogniseCaller> logger
)
{
    private const string Bearer = "Bearer ";
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(5);

    /// Null: nobody is signed in.
    public async Task<Actor?> FromAsync(HttpContext context) =>
        context.Request.Path switch
        {
            var path when path.StartsWithSegments("/portal") => await FromCookieAsync(context, ActorKind.Administrator),
            var path when path.StartsWithSegments("/app") => await FromCookieAsync(context, ActorKind.Account),
            var path when path.StartsWithSegments("/api") => await FromBearerAsync(context),
            _ => false,
        }
            ? caller.Actor
            : null;

    private async Task<bool> FromCookieAsync(HttpContext context, ActorKind kind) =>
        context.Request.Cookies[SessionCookies.Name(kind)] is { Length: > 0 and < 200 } token
        && await FromSessionAsync(token, kind, context.RequestAborted);

    private async Task<bool> FromBearerAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || header.Length > 300)
            return false;
        var token = header[Bearer.Length..].Trim();
        return token.StartsWith(ApiUser.TokenPrefix, StringComparison.Ordinal)
            ? await FromApiUserAsync(token, context.RequestAborted)
            : await FromSessionAsync(token, ActorKind.Account, context.RequestAborted);
    }

    private async Task<bool> FromSessionAsync(string token, ActorKind kind, CancellationToken cancellation)
    {
        var hash = Secret.HashOf(token);
        var now = time.GetUtcNow();
        // Over all enterprises: the session is what tells the enterprise.
        var session = await db
            .Sessions.IgnoreQueryFilters(["Enterprise"])
            .AsNoTracking()
            .SingleOrDefaultAsync(one => one.TokenHash == hash && one.Kind == kind, cancellation);
        if (session?.IsOpen(now, lifetimes.Idle(kind)) != true)
            return false;
        db.Within(session.EnterpriseId);
        var person = await people.Single(one => one.Kind == kind).FindAsync(session.PersonId, cancellation);
        if (person is null)
            return false;
        if (now - session.LastSeenAt > Coarse)
            await TrySeeAsync(session.Id, now, cancellation);
        caller.Become(person.Actor, session.Id);
        return true;
    }

    // Where nothing can be written, because a disk is full, people can go on reading.
    private async Task TrySeeAsync(SessionId session, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await db.WriteAsync<int>(
                async () =>
                    await db
                        .Sessions.Where(one => one.Id == session)
                        .ExecuteUpdateAsync(change => change.SetProperty(one => one.LastSeenAt, now)),
                cancellation
            );
        }
        catch (Exception error) when (error.IsOutage())
        {
            NotSeen(error);
        }
    }

    private async Task<bool> FromApiUserAsync(string token, CancellationToken cancellation)
    {
        var hash = Secret.HashOf(token);
        // Over all enterprises: the token is what tells the enterprise.
        var user = await db
            .ApiUsers.IgnoreQueryFilters(["Enterprise"])
            .AsNoTracking()
            .SingleOrDefaultAsync(one => one.TokenHash == hash, cancellation);
        if (user?.IsOpen(time.GetUtcNow()) != true)
            return false;
        db.Within(user.EnterpriseId);
        caller.Become(await caller.DescribeAsync(user.Id, ActorKind.ApiUser, user.Name, cancellation), null);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "When somebody was here last could not be written down")]
    private partial void NotSeen(Exception error);
}
