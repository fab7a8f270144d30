using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Trunkline.Platform.Http;

/// <summary>
/// Marks a type that is read from the form of a page, by the names of its properties. As a parameter of an endpoint it needs no
/// attribute; null, where the endpoint takes that, stands for a request without a form.
/// </summary>
public interface IForm<TSelf> : IRequest, IBindableFromHttpContext<TSelf>
    where TSelf : class, IForm<TSelf>
{
    static ValueTask<TSelf?> IBindableFromHttpContext<TSelf>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        FormBinding<TSelf>.ReadAsync(context);
}

/// <summary>
/// Reads forms as the framework does. For a parameter with [FromForm] it would compile how for each endpoint at every start, before
/// the first page is answered; here it is compiled for a form when the first one of its kind comes.
/// </summary>
internal static class FormBinding<TForm>
    where TForm : class
{
    private static readonly Lazy<RequestDelegate> Read = new(() =>
        RequestDelegateFactory.Create(Keep, new() { ThrowOnBadRequest = true }).RequestDelegate
    );

    private static readonly ConstructorInfo? Empty = typeof(TForm).GetConstructor(Type.EmptyTypes);

    /// <summary>Null when the request has no form, or none of the fields that must not be missing.</summary>
    /// <exception cref="BadHttpRequestException">The form cannot be read.</exception>
    public static async ValueTask<TForm?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return null;
        await Read.Value(context);
        // The framework gives null for a form without any of the fields, such as one of nothing but unticked boxes.
        return context.Features.Get<Kept>()?.Form ?? (TForm?)Empty?.Invoke(null);
    }

    private static void Keep(HttpContext context, [FromForm] TForm? form) => context.Features.Set(new Kept(form));

    private sealed record Kept(TForm? Form);
}
