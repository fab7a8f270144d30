using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Mail;

namespace Trunkline.Access.Administrators;

/// Who may act in this organization: those with a role here, below, and above as far as the caller sees.
internal static class ListAdministrators
{
    private const int Most = 200;

    public static void Map(Faces faces) =>
        faces.Portal.MapGet("/o/{organization}/administrators", Handle).Requires(AccessPrivileges.Administrators);

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        [AsParameters] Filter filter,
        HttpContext context,
        ShownOnce shownOnce,
        IMailTransport mail,
        ICaller caller,
        IOrganizations organizations,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        var visible = await caller.ReachAsync(null, cancellation);
        var may = await caller.ReachAsync(AccessPrivileges.Administrators, cancellation);
        var places = map.Path(scope.Organization)
            .Concat(map.Subtree(scope.Organization))
            .Select(one => one.Id)
            .Where(visible.Contains)
            .ToHashSet();
        var words = (filter.Q ?? "").Trim().ToLowerInvariant();
        var rows = await (
            from grant in db.Grants
            where places.Contains(grant.OrganizationId)
            join role in db.Roles on grant.RoleId equals role.Id
            join administrator in db.Administrators on grant.HolderId equals administrator.Id
            where words == "" || administrator.Name.ToLower().Contains(words) || administrator.EmailKey.Contains(words)
            join known in db.Credentials on grant.HolderId equals known.PersonId into credentials
            from credential in credentials.DefaultIfEmpty()
            orderby administrator.Name, administrator.Id, grant.Id
            select new
            {
                grant.Id,
                grant.OrganizationId,
                Administrator = administrator.Id,
                administrator.Name,
                administrator.Email,
                Role = role.Name,
                Active = credential != null,
                credential!.LastSignInAt,
            }
        )
            .Take(Most + 1)
            .ToListAsync(cancellation);
        var shown = rows.Take(Most)
            .Select(row => new AdministratorsPage.Row(
                row.Id.ToString(),
                row.Administrator.ToString(),
                row.Name,
                row.Email,
                row.Role,
                map.Find(row.OrganizationId)?.Name ?? "",
                row.Active,
                row.LastSignInAt,
                may.Contains(row.OrganizationId)
            ));
        return Page.Of<AdministratorsPage>(
            new
            {
                Link = shownOnce.Take<AdministratorsPage.NewLink>(context),
                Mailed = mail.LeavesTheMachine,
                Scope = scope,
                Rows = shown.ToList(),
                filter.Q,
                filter.Done,
                Added = shown.FirstOrDefault(row => row.Grant == filter.Added),
                IsCut = rows.Count > Most,
            }
        );
    }

    internal sealed record Filter : IRequest
    {
        [StringLength(100)]
        public string? Q { get; init; }

        public string? Added { get; init; }

        public string? Done { get; init; }
    }
}
