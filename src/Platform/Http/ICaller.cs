namespace Trunkline.Platform.Http;

/// <summary>The one who makes this request, and what he may see and do. Answered from the grants as they are now.</summary>
public interface ICaller
{
    Actor? Actor { get; }

    /// <summary>
    /// Loads an organization through the caller's grants. What he may not see is <see cref="NotFound"/>; what he sees but
    /// may not change is refused with the name of the privilege, and the attempt is recorded.
    /// </summary>
    ValueTask<Result<OrganizationScope>> AccessOrganizationAsync(
        OrganizationId organization,
        Privilege? needed,
        CancellationToken cancellation
    );

    /// <summary>The organizations in which the caller holds the privilege, or any at all when none is named.</summary>
    ValueTask<IReadOnlySet<OrganizationId>> ReachAsync(Privilege? privilege, CancellationToken cancellation);
}
