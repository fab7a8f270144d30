using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Trunkline.Platform.Http;

/// <summary>Checks DataAnnotations on properties and on the parameters of a record's constructor, and goes into nested objects and lists.</summary>
internal static class RequestValidator
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Rule>> Rules = new();

    public static void Check(object value, string path, InputErrors errors)
    {
        foreach (var rule in Rules.GetOrAdd(value.GetType(), Read))
        {
            var field = path + rule.Name;
            var member = rule.Property.GetValue(value);
            var context = new ValidationContext(value) { MemberName = rule.Name, DisplayName = rule.Shown };
            // One sentence per field: what an empty field should look like is no news to who left it empty.
            var wrong = rule
                .Annotations.Select(annotation => annotation.GetValidationResult(member, context)?.ErrorMessage)
                .Append(Unacceptable(member))
                .FirstOrDefault(message => message is not null);
            if (wrong is not null)
                errors.Add(field, wrong);
            if (member is IEnumerable items and not string)
            {
                foreach (var (index, item) in items.Cast<object?>().Index())
                    if (item is not null && IsNested(item.GetType()))
                        Check(item, $"{field}[{index}].", errors);
            }
            else if (member is not null && IsNested(member.GetType()))
                Check(member, field + ".", errors);
        }
        if (value is IValidatableObject self)
            foreach (var result in self.Validate(new ValidationContext(value)))
                errors.Add(path + (result.MemberNames.FirstOrDefault() ?? ""), result.ErrorMessage ?? "");
    }

    // Whatever the annotations say: what no database stores, and a number that is none of the names.
    private static string? Unacceptable(object? member) =>
        member switch
        {
            string text when text.Contains('\0') => "Leave out the character U+0000.",
            Enum value when !Enum.IsDefined(value.GetType(), value) =>
                $"Accepted are {string.Join(", ", Enum.GetNames(value.GetType()))}.",
            _ => null,
        };

    private static List<Rule> Read(Type type)
    {
        var parameters = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderByDescending(constructor => constructor.GetParameters().Length)
            .FirstOrDefault()
            ?.GetParameters();
        return
        [
            .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(property => property.GetIndexParameters().Length == 0)
                .Select(property =>
                {
                    var parameter = parameters?.FirstOrDefault(one => one.Name == property.Name);
                    var shown =
                        property.GetCustomAttribute<DisplayAttribute>()?.Name
                        ?? parameter?.GetCustomAttribute<DisplayAttribute>()?.Name
                        ?? property.Name;
                    var annotations = property
                        .GetCustomAttributes<ValidationAttribute>()
                        .Concat(parameter?.GetCustomAttributes<ValidationAttribute>() ?? [])
                        .OrderByDescending(annotation => annotation is RequiredAttribute);
                    return new Rule(property.Name, shown, property, [.. annotations]);
                }),
        ];
    }

    private static bool IsNested(Type type) =>
        type.IsClass
        && type != typeof(string)
        && type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true;

    private sealed record Rule(
        string Name,
        string Shown,
        PropertyInfo Property,
        IReadOnlyList<ValidationAttribute> Annotations
    );
}
