using Trunkline.Platform;

namespace Trunkline.Organizations.Contracts;

/// <summary>A place that can hold a value of its own: an organization, or an account, which is a leaf of the organization that it lives in.</summary>
public readonly record struct FeatureNode(OrganizationId Organization, ActorId? Account = null)
{
    public bool IsAccount => Account is not null;
}

/// <summary>One stored value before and after a change. A change to features is a list of these, and can be reverted exactly.</summary>
public readonly record struct ValueEdit(FeatureKey Feature, FeatureNode Node, OwnValue Before, OwnValue After);
