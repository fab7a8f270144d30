using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Contracts;

/// <summary>Nobody gives themselves rights over an organization or an account by moving it to where they hold more.</summary>
public sealed record RaisesOwnPrivileges(string Name, IReadOnlyList<Privilege> Gained)
    : Refusal(
        "raises_own_privileges",
        RefusalKind.Forbidden,
        $"There you would hold more over {Name} than you do now: {string.Join(", ", Gained.Select(one => one.Name))}. Ask somebody who holds it in both places."
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["gained"] = Gained.Select(one => one.Name) };

    /// <summary>Null when the caller holds nothing at the target that he does not hold where it is now.</summary>
    public static Refusal? By(string name, OrganizationScope from, OrganizationScope to) =>
        to.Privileges.Except(from.Privileges).OrderBy(one => one.Name).ToList() is { Count: > 0 } gained
            ? new RaisesOwnPrivileges(name, gained)
            : null;
}
