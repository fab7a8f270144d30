using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Http;

/// <summary>A fault of ours: the reference finds the log line, and nothing of the fault itself is shown.</summary>
internal sealed record Fault(string Reference)
    : Refusal(
        "fault",
        RefusalKind.Fault,
        $"Something went wrong on our side. If it happens again, tell your operator this reference: {Reference}."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["reference"] = Reference };
}

/// <summary>The request itself could not be read.</summary>
internal sealed record UnreadableRequest(string Reason) : Refusal("unreadable", RefusalKind.Invalid, Reason);

internal static class ErrorPages
{
    private static readonly UnreadableRequest Unreadable = new(
        "The request could not be read: look at the fields' names and types."
    );

    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(handler => handler.Run(AnswerAsync));
        app.UseStatusCodePages(async context =>
        {
            Refusal? refusal = context.HttpContext.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => new NotFound("page"),
                // What the framework could not bind, it refuses without a word.
                StatusCodes.Status400BadRequest => Unreadable,
                _ => null,
            };
            if (refusal is not null)
                await AnswerAsync(context.HttpContext, refusal);
        });
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        return error switch
        {
            // Or somebody did the very same in the same moment.
            { } when error is DbUpdateConcurrencyException || error.IsDuplicate() || error.IsDeadlock() => AnswerAsync(
                context,
                new ChangedMeanwhile("This")
            ),
            { } when error.IsUnstorableText() => AnswerAsync(
                context,
                new UnreadableRequest("A text has a character that cannot be stored (U+0000).")
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => AnswerAsync(
                context,
                new UnreadableRequest("That is larger than what is accepted here.")
            ),
            BadHttpRequestException => AnswerAsync(context, Unreadable),
            _ => AnswerAsync(context, new Fault(context.TraceIdentifier)),
        };
    }

    private static Task AnswerAsync(HttpContext context, Refusal refusal) => refusal.ToHttp().ExecuteAsync(context);
}
