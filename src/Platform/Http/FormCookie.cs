using Microsoft.AspNetCore.Http;

namespace Trunkline.Platform.Http;

/// <summary>
/// The cookie behind form tokens. It is always Secure; the framework's own setting for that refuses plain http, also on
/// localhost, where browsers do accept Secure cookies.
/// </summary>
internal sealed class FormCookie : CookieBuilder
{
    public FormCookie()
    {
        Name = "__Host-trunkline-form";
        HttpOnly = true;
        SameSite = SameSiteMode.Lax;
        SecurePolicy = CookieSecurePolicy.None;
        IsEssential = true;
        Path = "/";
    }

    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = true;
        return options;
    }
}
