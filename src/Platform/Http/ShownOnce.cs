using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Trunkline.Platform.Http;

/// <summary>
/// Carries what is shown once, such as a token or a link, over the redirect to the page that shows it. Only its hash is stored, so
/// nobody can show it again; and were it answered to the form itself, whoever loads that answer anew would make another one.
/// </summary>
public sealed class ShownOnce(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <param name="what">Names the kind, in letters that a cookie's name may have; the page takes it by the same name.</param>
    public void Keep<T>(HttpContext context, string what, T shown)
        where T : class =>
        context.Response.Cookies.Append(
            CookieOf(what),
            ProtectorOf(what).Protect(Json.Write(shown), Lifetime),
            Options()
        );

    /// <summary>Nothing when there is none, or one that is too old or not ours. The next page has it no more.</summary>
    public T? Take<T>(HttpContext context, string what)
        where T : class
    {
        if (context.Request.Cookies[CookieOf(what)] is not { } kept)
            return null;
        context.Response.Cookies.Delete(CookieOf(what), Options());
        try
        {
            return Json.Read<T>(ProtectorOf(what).Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string CookieOf(string what) => $"trunkline-{what}";

    private ITimeLimitedDataProtector ProtectorOf(string what) =>
        protection.CreateProtector("Trunkline.ShownOnce", what).ToTimeLimitedDataProtector();

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
