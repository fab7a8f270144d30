using Microsoft.EntityFrameworkCore;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Access.Administrators;

/// Whoever holds a role in an organization is in it, API users included.
internal sealed class AdministratorOccupants(TrunklineDb db) : IOrganizationOccupants
{
    public async Task<Occupants> CountAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        CancellationToken cancellation
    ) =>
        new(
            await db
                .Grants.Where(grant => organizations.Contains(grant.OrganizationId))
                .Select(grant => grant.HolderId)
                .Distinct()
                .CountAsync(cancellation),
            "administrator",
            "administrators"
        );
}
