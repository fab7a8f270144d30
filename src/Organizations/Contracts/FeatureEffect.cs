using Trunkline.Platform;

namespace Trunkline.Organizations.Contracts;

/// <summary>
/// What a change does to people: which organizations and which accounts come to have the feature and which lose it. An account that decides for itself
/// is in <see cref="Apart"/> and, if the change reaches it all the same, in the account lists; every other account follows its organization.
/// </summary>
public sealed record FeatureEffect(
    FeatureKey Feature,
    IReadOnlyList<OrganizationId> OrganizationsOn,
    IReadOnlyList<OrganizationId> OrganizationsOff,
    IReadOnlyList<FeatureNode> AccountsOn,
    IReadOnlyList<FeatureNode> AccountsOff,
    IReadOnlyList<FeatureNode> Apart
)
{
    /// <summary>Whether anybody gains or loses anything at all.</summary>
    public bool IsNothing => OrganizationsOn.Count + OrganizationsOff.Count + AccountsOn.Count + AccountsOff.Count == 0;
}
