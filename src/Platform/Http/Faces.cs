using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Trunkline.Platform.Http;

/// <summary>The faces under which modules map their endpoints: portal and app give pages, the API gives JSON.</summary>
public sealed class Faces
{
    private const string PortalPrefix = "/portal";
    private const string AppPrefix = "/app";
    private const string ApiPrefix = "/api/v1";

    internal Faces(IEndpointRouteBuilder root)
    {
        Root = root;
        Portal = Pages(root.MapGroup(PortalPrefix));
        App = Pages(root.MapGroup(AppPrefix));
        Api = root.MapGroup(ApiPrefix).WithMetadata(new RequestSizeLimitAttribute(WholeBody.Largest));
        Api.AddEndpointFilterFactory(RequestValidation.Check);
    }

    /// <summary>For addresses outside the faces, such as webhooks; they validate what they read themselves.</summary>
    public IEndpointRouteBuilder Root { get; }

    public RouteGroupBuilder Portal { get; }

    public RouteGroupBuilder App { get; }

    public RouteGroupBuilder Api { get; }

    internal static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");

    internal static bool WantsPage(HttpContext context) =>
        !IsApi(context)
        && (context.Request.Path.StartsWithSegments(PortalPrefix) || context.Request.Path.StartsWithSegments(AppPrefix))
        && !context.Request.Path.Value!.EndsWith("/live", StringComparison.Ordinal);

    internal static string? SignInAddress(HttpContext context)
    {
        var face = context.Request.Path.StartsWithSegments(AppPrefix) ? AppPrefix : PortalPrefix;
        var back = HttpMethods.IsGet(context.Request.Method)
            ? context.Request.Path + context.Request.QueryString
            : PageOf(context, face);
        return $"{face}/sign-in?returnUrl={Uri.EscapeDataString(back)}";
    }

    // A form is sent from a page, and what was typed into it may be kept there.
    private static string PageOf(HttpContext context, string face) =>
        Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var page)
        && page.Authority == context.Request.Host.Value
        && new PathString(page.AbsolutePath).StartsWithSegments(face)
            ? page.PathAndQuery
            : face;

    private static RouteGroupBuilder Pages(RouteGroupBuilder group)
    {
        group.AddEndpointFilterFactory(RequestValidation.Check);
        // Every form is guarded, also one whose handler reads no field.
        group.WithMetadata(new FormTokenRequired(), new RequestSizeLimitAttribute(WholeBody.Largest));
        return group;
    }

    private sealed class FormTokenRequired : Microsoft.AspNetCore.Antiforgery.IAntiforgeryMetadata
    {
        public bool RequiresValidation => true;
    }
}
