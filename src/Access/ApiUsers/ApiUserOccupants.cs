using Microsoft.EntityFrameworkCore;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Access.ApiUsers;

/// An API user is in the organization in which it holds its role, as long as its token works.
internal sealed class ApiUserOccupants(TrunklineDb db, TimeProvider time) : IOrganizationOccupants
{
    public async Task<Occupants> CountAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        CancellationToken cancellation
    )
    {
        var open = db.OpenApiUsers(time.GetUtcNow()).Select(user => user.Id);
        return new(
            await db
                .Grants.Where(grant => organizations.Contains(grant.OrganizationId) && open.Contains(grant.HolderId))
                .Select(grant => grant.HolderId)
                .Distinct()
                .CountAsync(cancellation),
            "API user",
            "API users"
        );
    }
}
