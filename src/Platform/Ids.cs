using System.Globalization;
using System.Reflection;

namespace Trunkline.Platform;

/// <summary>An identifier that is a type: an id of one thing cannot be passed where another is expected.</summary>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

/// <summary>Makes ids. Version 7: they sort by the time of their making, so new rows land together.</summary>
public static class Id
{
    public static TId New<TId>()
        where TId : struct, IId<TId> => TId.From(Guid.CreateVersion7());

    /// <summary>Reads the canonical text of an id, as it stands in addresses and JSON.</summary>
    public static bool TryParse<TId>(string? text, out TId id)
        where TId : struct, IId<TId>
    {
        var known = Guid.TryParse(text, CultureInfo.InvariantCulture, out var value) && value != Guid.Empty;
        id = TId.From(known ? value : Guid.Empty);
        return known;
    }

    internal static IEnumerable<Type> TypesIn(Assembly assembly) =>
        assembly
            .GetTypes()
            .Where(type =>
                type is { IsValueType: true, IsGenericType: false }
                && type.GetInterfaces()
                    .Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IId<>))
            );
}

/// <summary>One enterprise: a root organization and all below it. The tenant.</summary>
public readonly record struct EnterpriseId(Guid Value) : IId<EnterpriseId>
{
    public static EnterpriseId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out EnterpriseId id) =>
        Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

/// <summary>A node of an enterprise's tree.</summary>
public readonly record struct OrganizationId(Guid Value) : IId<OrganizationId>, IParsable<OrganizationId>
{
    public static OrganizationId From(Guid value) => new(value);

    /// <summary>Form binding asks for it: without <see cref="IParsable{TSelf}"/> a form with this field is not bound at all.</summary>
    public static OrganizationId Parse(string text, IFormatProvider? provider) =>
        TryParse(text, provider, out var id) ? id : throw new FormatException("This is no id.");

    public static bool TryParse(string? text, IFormatProvider? provider, out OrganizationId id) =>
        Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

/// <summary>Whoever acts: an administrator, an account, an API user or the system itself.</summary>
public readonly record struct ActorId(Guid Value) : IId<ActorId>
{
    public static ActorId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out ActorId id) => Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
