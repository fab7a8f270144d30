using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.ApiUsers;

/// The programs that hold a role in this organization or below.
internal static class ListApiUsers
{
    public static void Map(Faces faces) =>
        faces.Portal.MapGet("/o/{organization}/api-users", Handle).Requires(AccessPrivileges.ApiUsers);

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        string? done,
        HttpContext context,
        ShownOnce shownOnce,
        IOrganizations organizations,
        TrunklineDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        var places = map.Subtree(scope.Organization).Select(one => one.Id).ToHashSet();
        var rows = await (
            from grant in db.Grants
            where places.Contains(grant.OrganizationId)
            join user in db.ApiUsers on grant.HolderId equals user.Id
            join role in db.Roles on grant.RoleId equals role.Id
            orderby user.Name
            select new
            {
                User = user,
                Role = role.Name,
                grant.OrganizationId,
            }
        ).ToListAsync(cancellation);
        var now = time.GetUtcNow();
        return Page.Of<ApiUsersPage>(
            new
            {
                Scope = scope,
                Done = done,
                Made = shownOnce.Take<ApiUsersPage.NewToken>(context),
                Rows = rows.Select(row => new ApiUsersPage.Row(
                        row.User.Id.ToString(),
                        row.User.Name,
                        row.Role,
                        map.Find(row.OrganizationId)?.Name ?? "",
                        row.User.ExpiresAt,
                        row.User.RevokedAt is not null ? "Revoked"
                            : row.User.IsOpen(now) ? "Active"
                            : "Expired"
                    ))
                    .ToList(),
            }
        );
    }
}
