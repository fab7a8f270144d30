using Trunkline.Platform;

namespace Trunkline.Organizations.Contracts;

/// <summary>The accounts below organizations, for counts and lists; implemented by the module whose accounts they are.</summary>
public interface IFeatureLeaves
{
    /// <summary>How many live in each of these organizations themselves; organizations without any may be left out.</summary>
    Task<IReadOnlyDictionary<OrganizationId, LeafCount>> CountAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        CancellationToken cancellation
    );

    /// <summary>Those who live in these organizations themselves, by name.</summary>
    Task<IReadOnlyList<FeatureLeaf>> ListAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        int atMost,
        CancellationToken cancellation
    );

    Task<IReadOnlyList<FeatureLeaf>> FindAsync(IReadOnlyCollection<ActorId> accounts, CancellationToken cancellation);
}

/// <summary>Accounts that use the app, and those that are invited and will follow once they have joined.</summary>
public readonly record struct LeafCount(int Active, int Invited)
{
    public static LeafCount operator +(LeafCount left, LeafCount right) =>
        new(left.Active + right.Active, left.Invited + right.Invited);

    public static LeafCount operator -(LeafCount left, LeafCount right) =>
        new(left.Active - right.Active, left.Invited - right.Invited);
}

/// <summary>One account as this module shows it.</summary>
public sealed record FeatureLeaf(ActorId Id, OrganizationId Organization, string Name, LeafStatus Status);

public enum LeafStatus
{
    Invited,
    Active,
    Suspended,
}
