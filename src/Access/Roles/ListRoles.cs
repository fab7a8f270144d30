using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Roles;

/// The roles that can be given in this organization.
internal static class ListRoles
{
    public static void Map(Faces faces) =>
        faces.Portal.MapGet("/o/{organization}/roles", Handle).Requires(AccessPrivileges.RolesAndPrivileges);

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        string? done,
        RoleRules rules,
        PrivilegeCatalog catalog,
        IOrganizations organizations,
        ICaller caller,
        TrunklineDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        var visible = await caller.ReachAsync(null, cancellation);
        var roles = await rules.AvailableAsync(scope.Organization, cancellation);
        var ids = roles.Select(role => role.Id).ToList();
        var holders = await db.GrantsInForce(time.GetUtcNow())
            .Where(grant => ids.Contains(grant.RoleId))
            .GroupBy(grant => grant.RoleId)
            .Select(group => new { Role = group.Key, Count = group.Select(grant => grant.HolderId).Distinct().Count() })
            .ToDictionaryAsync(group => group.Role, group => group.Count, cancellation);
        return Page.Of<RolesPage>(
            new
            {
                Scope = scope,
                Done = done,
                Roles = roles
                    .Select(role => new RolesPage.Row(
                        role.Id.ToString(),
                        role.Name,
                        catalog.Sentence(role.Held(catalog)),
                        visible.Contains(role.OrganizationId) ? map.Find(role.OrganizationId)?.Name ?? "" : "Above",
                        holders.GetValueOrDefault(role.Id)
                    ))
                    .ToList(),
            }
        );
    }
}
