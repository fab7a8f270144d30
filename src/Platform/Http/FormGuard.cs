using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;

namespace Trunkline.Platform.Http;

/// <summary>Refuses a form that does not carry this session's token, before anything reads it.</summary>
internal static class FormGuard
{
    public static void UseFormGuard(this IApplicationBuilder app)
    {
        app.UseAntiforgery();
        app.Use(
            (context, next) =>
                context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
                    ? new FormExpired().ToHttp().ExecuteAsync(context)
                    : next(context)
        );
    }
}
