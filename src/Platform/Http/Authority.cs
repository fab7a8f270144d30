using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Trunkline.Platform.Http;

/// <summary>What an endpoint asks of its caller. Every endpoint states exactly one.</summary>
public abstract record Authority
{
    /// <summary>The privilege, at the route's {organization}; or, without one in the route, at what the use case loads.</summary>
    public sealed record Holding(Privilege Privilege) : Authority;

    /// <summary>Any privilege at the route's {organization} or, without one in the route, anywhere.</summary>
    public sealed record Administering : Authority;

    /// <summary>A person who uses the app.</summary>
    public sealed record UsingTheApp : Authority;

    public sealed record Public(string Why) : Authority;

    public sealed override string ToString() =>
        this switch
        {
            Holding holding => holding.Privilege.Name,
            Administering => "any privilege",
            UsingTheApp => "account",
            Public open => $"Public(\"{open.Why}\")",
            _ => throw new InvalidOperationException(),
        };
}

/// <summary>What an endpoint leaves in the record; <paramref name="Fact"/> is null where it changes nothing, with the reason.</summary>
public sealed record AuditStatement(string? Fact, string? WhyNot)
{
    public override string ToString() => Fact ?? $"nothing (\"{WhyNot}\")";
}

/// <summary>What each endpoint states about itself when it is mapped; one that states no authority, or changes something and states no fact, fails a test.</summary>
public static class AuthorityConventions
{
    /// <summary>
    /// Refuses whoever does not hold the privilege at the route's <c>{organization}</c>, and records the attempt. Without one in the
    /// route the use case must ask <see cref="ICaller"/> where it acts.
    /// </summary>
    public static TBuilder Requires<TBuilder>(this TBuilder endpoint, Privilege privilege)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Authority.Holding(privilege));

    /// <summary>Refuses whoever holds no privilege at the route's <c>{organization}</c>: to them it is not there.</summary>
    public static TBuilder RequiresAnyPrivilege<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Authority.Administering());

    /// <summary>Refuses whoever is not signed in to the app; the use case loads only what is that person's own.</summary>
    public static TBuilder RequiresAccount<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Authority.UsingTheApp());

    /// <summary>Lets everybody in, with the reason that a reviewer reads.</summary>
    public static TBuilder Public<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Authority.Public(why));

    /// <summary>The kinds of change, separated by commas, that it may leave in the record.</summary>
    public static TBuilder Audits<TBuilder>(this TBuilder endpoint, string fact)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AuditStatement(fact, null));

    /// <summary>Changes something and leaves nothing in the record, with the reason that a reviewer reads.</summary>
    public static TBuilder AuditsNothing<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AuditStatement(null, why));
}
