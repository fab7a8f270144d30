using Microsoft.AspNetCore.Http;
using Trunkline.Platform;
using Trunkline.Platform.Http;
using Trunkline.Ui.Components;
using Trunkline.Ui.Contracts;

namespace Trunkline.Ui;

/// <summary>A refusal as a page, inside the shell of the face that was asked.</summary>
internal sealed class RefusalAnswer : IRefusalPage
{
    public IResult Of(HttpContext context, Refusal refusal, int status)
    {
        var face = context.Request.Path.StartsWithSegments("/app") ? "/app" : "/portal";
        return Page.Of<RefusalPage>(
            new
            {
                Shell = ShellFor(refusal, face),
                Title = Title(refusal.Kind),
                refusal.Message,
                Missing = refusal as MissingPrivilege,
                Trace = refusal.Details.GetValueOrDefault("trace") as IReadOnlyList<TraceGate>,
                Reference = refusal.Details.GetValueOrDefault("reference") as string,
                BackHref = CameFrom(context) ?? face,
            },
            status
        );
    }

    // After a fault of ours the shell's own data may be what failed.
    private static Shell ShellFor(Refusal refusal, string face) =>
        refusal.Kind is RefusalKind.Fault or RefusalKind.Unavailable ? Shell.Plain
        : face == "/app" ? Shell.App
        : Shell.Portal;

    private static string Title(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Invalid => "That was not accepted",
            RefusalKind.NotSignedIn => "You are not signed in",
            RefusalKind.Forbidden => "You need another privilege",
            RefusalKind.NotFound => "Not found",
            RefusalKind.Conflict => "That does not fit what is there now",
            RefusalKind.TooMany => "Too many attempts",
            RefusalKind.Unavailable => "Not available right now",
            RefusalKind.Fault => "Something went wrong",
        };

    private static string? CameFrom(HttpContext context)
    {
        var request = context.Request;
        var here = request.Path + request.QueryString;
        return
            Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from)
            && from.Authority == request.Host.Value
            && from.PathAndQuery != here
            ? from.PathAndQuery
            : null;
    }
}
