using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Http;

/// <summary>Before an endpoint runs: who calls, in which enterprise, and may he? The route's organization is loaded through his grants.</summary>
internal sealed class AuthorityMiddleware(RequestDelegate next)
{
    // It keeps nothing of the request's services while the next one runs: behind it live streams stay open for minutes.
    public async Task InvokeAsync(HttpContext context)
    {
        if (await CheckAsync(context) is { } refusal)
            await refusal.ToHttp().ExecuteAsync(context);
        else
            await next(context);
    }

    private static async ValueTask<Refusal?> CheckAsync(HttpContext context)
    {
        var caller = context.RequestServices.GetRequiredService<ICaller>();
        if (caller.Actor is { } actor)
            context.RequestServices.GetRequiredService<TrunklineDb>().Within(actor.Enterprise);
        return context.GetEndpoint()?.Metadata.GetMetadata<Authority>() is { } authority
            ? await CheckAsync(context, caller, authority)
            : null;
    }

    private static async ValueTask<Refusal?> CheckAsync(HttpContext context, ICaller caller, Authority authority)
    {
        if (authority is Authority.Public)
            return null;
        if (caller.Actor is not { } actor)
            return new NotSignedIn();
        if (authority is Authority.UsingTheApp)
            return actor.Kind is ActorKind.Account ? null : new NotForThisSession("employees who use the app");
        if (actor.Kind is ActorKind.Account)
            return new NotForThisSession("administrators");
        if (!context.Request.RouteValues.TryGetValue("organization", out var text))
            return null;
        if (!Id.TryParse<OrganizationId>(text as string, out var organization))
            return new NotFound("organization");
        var needed = authority is Authority.Holding holding ? holding.Privilege : (Privilege?)null;
        var scope = await caller.AccessOrganizationAsync(organization, needed, context.RequestAborted);
        if (scope.Refusal is null)
            context.Features.Set(scope.Value);
        return scope.Refusal;
    }
}

/// <summary>Nobody is signed in, or the session has ended.</summary>
public sealed record NotSignedIn() : Refusal("not_signed_in", RefusalKind.NotSignedIn, "Sign in first.");

/// <summary>Signed in, but as somebody of the other face.</summary>
public sealed record NotForThisSession(string Whom)
    : Refusal("wrong_session", RefusalKind.Forbidden, $"This is for {Whom}.");

/// <summary>The form was made in another session or too long ago; it may also have been sent by another site.</summary>
public sealed record FormExpired()
    : Refusal(
        "form_expired",
        RefusalKind.Invalid,
        "This form is out of date. Load the page again and repeat what you did."
    );
