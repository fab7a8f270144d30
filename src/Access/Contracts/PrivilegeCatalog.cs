using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Contracts;

/// <summary>One privilege as the role editor shows it. <paramref name="Permits"/> completes "Can ...".</summary>
public sealed record CatalogedPrivilege(Privilege Privilege, string Permits, int Order);

/// <summary>Every privilege there is, in the order of the role editor. A role can hold nothing else.</summary>
public sealed class PrivilegeCatalog(IEnumerable<CatalogedPrivilege> privileges)
{
    public IReadOnlyList<CatalogedPrivilege> All { get; } = [.. privileges.OrderBy(one => one.Order)];

    /// <summary>What a set of privileges allows, as one sentence.</summary>
    public string Sentence(IReadOnlySet<Privilege> privileges) =>
        All.Where(one => privileges.Contains(one.Privilege)).Select(one => one.Permits).ToList() switch
        {
            [] => "Can look, and change nothing.",
            var can => $"Can {string.Join("; ", can)}.",
        };
}

public static class PrivilegeRegistration
{
    /// <summary>A module adds what it asks for; <paramref name="permits"/> completes "Can ...": "view, invite and edit accounts".</summary>
    public static void AddPrivilege(this IServiceCollection services, Privilege privilege, string permits, int order) =>
        services.AddSingleton(new CatalogedPrivilege(privilege, permits, order));
}
