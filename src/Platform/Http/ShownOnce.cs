using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Trunkline.Platform.Http;

/// <summary>
/// Carries what is shown once, such as a token or a link, over the redirect to the page that shows it. Only its hash is stored, so
/// nobody can show it again; and were it answered to the form itself, whoever loads that answer anew would make another one. It is for
/// whoever caused it, and not for the next one who signs in at the same browser.
/// </summary>
public sealed class ShownOnce(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public void Keep<T>(HttpContext context, T shown)
        where T : class =>
        context.Response.Cookies.Append(
            Cookie<T>(),
            Protector<T>(context).Protect(Json.Write(shown), Lifetime),
            Options()
        );

    /// <summary>
    /// What was kept of this type; nothing when there is none, or one that is too old or not ours. The next page has it no more, and
    /// nobody on the way may store this one.
    /// </summary>
    public T? Take<T>(HttpContext context)
        where T : class
    {
        if (context.Request.Cookies[Cookie<T>()] is not { } kept)
            return null;
        context.Response.Cookies.Delete(Cookie<T>(), Options());
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            return Json.Read<T>(Protector<T>(context).Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Cookie<T>() => $"trunkline-{typeof(T).Name}";

    private ITimeLimitedDataProtector Protector<T>(HttpContext context) =>
        protection
            .CreateProtector("Trunkline.ShownOnce", typeof(T).FullName!, $"{For(context)}")
            .ToTimeLimitedDataProtector();

    private static ActorId? For(HttpContext context) => context.RequestServices.GetRequiredService<ICaller>().Actor?.Id;

    private static CookieOptions Options() =>
        new()
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Strict,
            Path = "/portal",
            MaxAge = Lifetime,
            IsEssential = true,
        };
}
