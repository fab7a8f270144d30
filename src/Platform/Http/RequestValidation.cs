using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Trunkline.Platform.Http;

/// <summary>Marks a type that is read from a form, a query or a JSON body. Its DataAnnotations are checked before the use case runs.</summary>
public interface IRequest;

/// <summary>
/// The errors of the request, for a page that shows its form again with what was typed. An endpoint that takes this
/// decides itself; every other one answers 422 at once.
/// </summary>
public sealed class InputErrors
{
    private readonly Dictionary<string, string[]> errors = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, string[]> All => errors;

    public bool Any => errors.Count > 0;

    public string? For(string field) => errors.TryGetValue(field, out var messages) ? string.Join(" ", messages) : null;

    public void Add(string field, string message) =>
        errors[field] = errors.TryGetValue(field, out var earlier) ? [.. earlier, message] : [message];

    public static ValueTask<InputErrors?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(new InputErrors());
}

/// <summary>
/// Checks every <see cref="IRequest"/> that an endpoint takes, nested objects included, and refuses to start with an
/// endpoint that reads a body into any other type: the framework's own validation silently skips internal types.
/// </summary>
internal static class RequestValidation
{
    public static EndpointFilterDelegate Check(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var parameters = factory.MethodInfo.GetParameters();
        foreach (var parameter in parameters)
            if (ReadsRequest(parameter) && !typeof(IRequest).IsAssignableFrom(parameter.ParameterType))
                throw new InvalidOperationException(
                    $"{factory.MethodInfo.DeclaringType?.Name}.{factory.MethodInfo.Name} reads {parameter.ParameterType.Name}, which is no IRequest and so would not be validated."
                );
        foreach (var form in parameters.Where(ReadsForm))
            RefuseOptionalInConstructor(form.ParameterType);
        if (!parameters.Any(parameter => typeof(IRequest).IsAssignableFrom(parameter.ParameterType)))
            return next;
        return context =>
        {
            var errors = context.Arguments.OfType<InputErrors>().FirstOrDefault();
            var found = errors ?? new InputErrors();
            foreach (var request in context.Arguments.OfType<IRequest>())
                RequestValidator.Check(request, "", found);
            return found.Any && errors is null ? new(new InvalidInput(found.All).ToHttp()) : next(context);
        };
    }

    private static bool ReadsRequest(ParameterInfo parameter) =>
        !IsSimple(parameter.ParameterType)
        && parameter
            .GetCustomAttributes()
            .Any(one => one is IFromBodyMetadata or IFromFormMetadata or AsParametersAttribute);

    private static bool ReadsForm(ParameterInfo parameter) =>
        parameter
            .ParameterType.GetInterfaces()
            .Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IForm<>));

    /// Form binding answers 400 to a form that lacks a field of a constructor, nullable or not: an unticked box, for example.
    private static void RefuseOptionalInConstructor(Type request)
    {
        var nullability = new NullabilityInfoContext();
        var constructor = request.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        foreach (var parameter in constructor.GetParameters())
            if (nullability.Create(parameter).WriteState is NullabilityState.Nullable)
                throw new InvalidOperationException(
                    $"{request.FullName}.{parameter.Name} may be missing from a form, so it must be a property with init and not a parameter."
                );
    }

    private static bool IsSimple(Type type) =>
        type.IsPrimitive
        || type == typeof(string)
        || type == typeof(string[])
        || type.IsValueType
        || typeof(IFormFile).IsAssignableFrom(type)
        || typeof(IFormCollection).IsAssignableFrom(type);
}
