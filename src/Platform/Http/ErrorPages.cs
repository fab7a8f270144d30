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
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandler = AnswerAsync,
                // What is answered by a refusal is nothing for the log; and it may quote what somebody has sent, such as a phone number.
                SuppressDiagnosticsCallback = failed => RefusalOf(failed.Exception) is not null,
            }
        );
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
        return AnswerAsync(context, RefusalOf(error) ?? new Fault(context.TraceIdentifier));
    }

    // Null: a fault of ours.
    private static Refusal? RefusalOf(Exception? error) =>
        error switch
        {
            // Or somebody did the very same in the same moment.
            { } when error is DbUpdateConcurrencyException || error.IsDuplicate() || error.IsDeadlock() =>
                new ChangedMeanwhile("This"),
            { } when error.IsUnstorableText() => new UnreadableRequest(
                "A text has a character that cannot be stored (U+0000)."
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new UnreadableRequest(
                "That is larger than what is accepted here."
            ),
            BadHttpRequestException => Unreadable,
            _ => null,
        };

    private static Task AnswerAsync(HttpContext context, Refusal refusal) => refusal.ToHttp().ExecuteAsync(context);
}
