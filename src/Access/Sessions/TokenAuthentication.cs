using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Trunkline.Access.ApiUsers;
using Trunkline.Access.Contracts;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Sessions;

/// Recognises who calls: by the portal's cookie under /portal, the app's under /app, and only ever by a bearer token under
/// /api, where a cookie would let other sites act in a visitor's name.
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    TrunklineDb db,
    Caller caller,
    SessionLifetimes lifetimes,
    IEnumerable<ISessionPeople> people,
    TimeProvider time
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Trunkline";
    private const string Bearer = "Bearer ";
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(5);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var known = Request.Path switch
        {
            var path when path.StartsWithSegments("/portal") => await FromCookieAsync(ActorKind.Administrator),
            var path when path.StartsWithSegments("/app") => await FromCookieAsync(ActorKind.Account),
            var path when path.StartsWithSegments("/api") => await FromBearerAsync(),
            _ => false,
        };
        if (!known || caller.Actor is not { } actor)
            return AuthenticateResult.NoResult();
        // Form tokens are bound to this identity: a form made by one person is refused from another.
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, actor.Id.ToString()), new(ClaimTypes.Name, actor.Name)],
            SchemeName
        );
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), SchemeName));
    }

    private async Task<bool> FromCookieAsync(ActorKind kind) =>
        Request.Cookies[SessionCookies.Name(kind)] is { Length: > 0 and < 200 } token
        && await FromSessionAsync(token, kind);

    private async Task<bool> FromBearerAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || header.Length > 300)
            return false;
        var token = header[Bearer.Length..].Trim();
        return token.StartsWith(ApiUser.TokenPrefix, StringComparison.Ordinal)
            ? await FromApiUserAsync(token)
            : await FromSessionAsync(token, ActorKind.Account);
    }

    private async Task<bool> FromSessionAsync(string token, ActorKind kind)
    {
        var hash = TokenHash.Of(token);
        var now = time.GetUtcNow();
        // Over all enterprises: the session is what tells the enterprise.
        var session = await db
            .Sessions.IgnoreQueryFilters(["Enterprise"])
            .AsNoTracking()
            .SingleOrDefaultAsync(one => one.TokenHash == hash && one.Kind == kind, Context.RequestAborted);
        if (session?.IsOpen(now, lifetimes.Idle(kind)) != true)
            return false;
        db.Within(session.EnterpriseId);
        var person = await people.Single(one => one.Kind == kind).FindAsync(session.PersonId, Context.RequestAborted);
        if (person is null)
            return false;
        if (now - session.LastSeenAt > Coarse)
            await db.WriteAsync<int>(
                async () =>
                    await db
                        .Sessions.Where(one => one.Id == session.Id)
                        .ExecuteUpdateAsync(change => change.SetProperty(one => one.LastSeenAt, now)),
                Context.RequestAborted
            );
        caller.Become(person.Actor, session.Id);
        return true;
    }

    private async Task<bool> FromApiUserAsync(string token)
    {
        var hash = TokenHash.Of(token);
        // Over all enterprises: the token is what tells the enterprise.
        var user = await db
            .ApiUsers.IgnoreQueryFilters(["Enterprise"])
            .AsNoTracking()
            .SingleOrDefaultAsync(one => one.TokenHash == hash, Context.RequestAborted);
        if (user?.IsOpen(time.GetUtcNow()) != true)
            return false;
        db.Within(user.EnterpriseId);
        caller.Become(await caller.DescribeAsync(user.Id, ActorKind.ApiUser, user.Name, Context.RequestAborted), null);
        return true;
    }
}
