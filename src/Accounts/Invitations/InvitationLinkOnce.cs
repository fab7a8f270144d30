using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Trunkline.Platform;

namespace Trunkline.Accounts.Invitations;

/// Carries a fresh link over the redirect to the page that shows it, once: only its hash is stored, so nobody can show it again.
internal sealed class InvitationLinkOnce(IDataProtectionProvider protection)
{
    private const string Cookie = "trunkline-invitation-link";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector protector = protection
        .CreateProtector("Trunkline.Accounts.InvitationLinkOnce")
        .ToTimeLimitedDataProtector();

    public void Keep(HttpContext context, string name, string link) =>
        context.Response.Cookies.Append(
            Cookie,
            protector.Protect(Json.Write(new Shown(name, link)), Lifetime),
            Options()
        );

    public Shown? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookie] is not { } kept)
            return null;
        context.Response.Cookies.Delete(Cookie, Options());
        try
        {
            return Json.Read<Shown>(protector.Unprotect(kept));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null; // too old, or not ours
        }
    }

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

    internal sealed record Shown(string Name, string Link);
}
