using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Trunkline.Platform.Http;

/// <summary>Shows a refusal to a person, inside the shell of the face he is in. Implemented by the design system.</summary>
public interface IRefusalPage
{
    IResult Of(HttpContext context, Refusal refusal, int status);
}

/// <summary>The one place where refusals turn into HTTP.</summary>
public static class Refusals
{
    public static IResult ToHttp(this Refusal refusal) => new RefusalResult(refusal);

    public static IResult ToHttp(this Result result, Func<IResult> done) => result.Refusal?.ToHttp() ?? done();

    public static IResult ToHttp<T>(this Result<T> result, Func<T, IResult> done) =>
        result.Refusal?.ToHttp() ?? done(result.Value);

    public static int Status(this RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Invalid => StatusCodes.Status422UnprocessableEntity,
            RefusalKind.NotSignedIn => StatusCodes.Status401Unauthorized,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
            RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            RefusalKind.Fault => StatusCodes.Status500InternalServerError,
        };
}

internal sealed class RefusalResult(Refusal refusal) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Choose(httpContext).ExecuteAsync(httpContext);

    private IResult Choose(HttpContext context)
    {
        var status = refusal.Kind.Status();
        if (refusal.Kind is RefusalKind.Unavailable)
            context.Response.Headers.RetryAfter = "5";
        if (!Faces.WantsPage(context))
            return Problem(status);
        return refusal.Kind is RefusalKind.NotSignedIn && Faces.SignInAddress(context) is { } address
            ? Results.Redirect(address)
            : context.RequestServices.GetRequiredService<IRefusalPage>().Of(context, refusal, status);
    }

    private IResult Problem(int status)
    {
        var problem = new ProblemDetails
        {
            Title = refusal.Message,
            Status = status,
            Type = $"urn:trunkline:{refusal.Code}",
        };
        problem.Extensions["code"] = refusal.Code;
        foreach (var (name, value) in refusal.Details)
            problem.Extensions[name] = value;
        return Results.Json(problem, Json.Options, "application/problem+json", status);
    }
}
