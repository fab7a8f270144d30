using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Trunkline.Access.Sessions;

/// Tells the framework whom <see cref="RecogniseCaller"/> found. It lives as long as the request, for live streams minutes, so
/// it asks for services when it needs them and keeps none.
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Trunkline";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var recognise = Context.RequestServices.GetRequiredService<RecogniseCaller>();
        if (await recognise.FromAsync(Context) is not { } actor)
            return AuthenticateResult.NoResult();
        // Form tokens are bound to this identity: a form made by one person is refused from another.
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, actor.Id.ToString()), new(ClaimTypes.Name, actor.Name)],
            SchemeName
        );
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), SchemeName));
    }
}
