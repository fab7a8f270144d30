using Microsoft.AspNetCore.Http;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Contracts;

/// <summary>
/// The cookies that carry session tokens: one for the portal, one for the app, neither ever for the API. Browsers accept
/// Secure cookies over plain http on localhost only.
/// </summary>
public static class SessionCookies
{
    public static string Name(ActorKind kind) =>
        kind is ActorKind.Account ? "__Host-trunkline-app" : "__Host-trunkline-portal";

    public static void Write(HttpContext context, ActorKind kind, StartedSession session)
    {
        var options = Options();
        // An administrator's browser forgets at its end; a phone stays signed in.
        if (kind is ActorKind.Account)
            options.Expires = session.ExpiresAt;
        context.Response.Cookies.Append(Name(kind), session.Token.Reveal(), options);
    }

    /// <summary>Asked where nobody is signed in: somebody was, and the session has ended without a sign-out.</summary>
    public static bool AreLeft(HttpContext context, ActorKind kind) => context.Request.Cookies.ContainsKey(Name(kind));

    public static void Clear(HttpContext context, ActorKind kind) =>
        context.Response.Cookies.Delete(Name(kind), Options());

    private static CookieOptions Options() =>
        new()
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            IsEssential = true,
        };
}
