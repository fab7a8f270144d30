using Microsoft.EntityFrameworkCore;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Access.Administrators;

/// An administrator is in every organization in which he holds a role.
internal sealed class AdministratorOccupants(TrunklineDb db) : IOrganizationOccupants
{
    public async Task<Occupants> CountAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        CancellationToken cancellation
    )
    {
        var administrators = db.Administrators.Select(one => one.Id);
        return new(
            await db
                .Grants.Where(grant =>
                    organizations.Contains(grant.OrganizationId) && administrators.Contains(grant.HolderId)
                )
                .Select(grant => grant.HolderId)
                .Distinct()
                .CountAsync(cancellation),
            "administrator",
            "administrators"
        );
    }
}
