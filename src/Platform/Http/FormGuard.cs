using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Trunkline.Platform.Http;

/// <summary>Refuses a form that does not carry this session's token.</summary>
internal sealed class FormGuard : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var checkedForm = context.HttpContext.Features.Get<IAntiforgeryValidationFeature>();
        return checkedForm is { IsValid: false } ? new(new FormExpired().ToHttp()) : next(context);
    }
}
