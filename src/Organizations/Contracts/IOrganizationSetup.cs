using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Contracts;

/// <summary>Founds enterprises and shapes them where no administrator is at hand: the first start and the demo. Call inside a write.</summary>
public interface IOrganizationSetup
{
    /// <summary>A new enterprise with its topmost organization. The context is within the new enterprise afterwards.</summary>
    Task<FoundedEnterprise> FoundAsync(string name, CancellationToken cancellation);

    Task<Result<OrganizationId>> CreateAsync(
        Actor actor,
        OrganizationId parent,
        string name,
        CancellationToken cancellation
    );

    Task<Result> SwitchAsync(
        Actor actor,
        OrganizationId organization,
        FeatureKey feature,
        Switching switching,
        CancellationToken cancellation
    );
}

/// <summary>An enterprise and its topmost organization.</summary>
public readonly record struct FoundedEnterprise(EnterpriseId Enterprise, OrganizationId Root);
