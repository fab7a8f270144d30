using Trunkline.Platform;

namespace Trunkline.Organizations.Contracts;

/// <summary>Who is in organizations: an organization is deleted only when every module says nobody.</summary>
public interface IOrganizationOccupants
{
    Task<Occupants> CountAsync(IReadOnlyCollection<OrganizationId> organizations, CancellationToken cancellation);
}

/// <summary>How many of a kind: (1, "account", "accounts").</summary>
public sealed record Occupants(int Count, string One, string Many)
{
    public override string ToString() => $"{Count} {(Count == 1 ? One : Many)}";
}
