using Trunkline.Auditing.Contracts;
using Trunkline.Platform;

namespace Trunkline.Organizations.Contracts;

/// <summary>
/// A durable job, committed with a change that reached people: who may have gained or lost the feature. The organizations are those whose own effective value
/// changed; the accounts those that decide for themselves and changed all the same. Handlers decide by what holds when they run.
/// </summary>
public sealed record FeatureChanged(
    ChangeId Change,
    FeatureKey Feature,
    IReadOnlyList<OrganizationId> OrganizationsOn,
    IReadOnlyList<OrganizationId> OrganizationsOff,
    IReadOnlyList<ActorId> AccountsOn,
    IReadOnlyList<ActorId> AccountsOff
)
{
    /// <summary>As many as one job may work off.</summary>
    public const int MostOrganizations = 100;

    private const int MostAccounts = 500;

    /// <summary>The organizations that went on or off, as many together as one job may work off.</summary>
    public IEnumerable<OrganizationId[]> OrganizationsTogether() =>
        OrganizationsOn.Concat(OrganizationsOff).Chunk(MostOrganizations);

    /// <summary>The same for the accounts that went on or off on their own.</summary>
    public IEnumerable<ActorId[]> AccountsTogether() => AccountsOn.Concat(AccountsOff).Chunk(MostAccounts);
}
