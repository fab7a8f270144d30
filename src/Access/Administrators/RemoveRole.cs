using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Administrators;

/// Takes a role from an administrator. With the last one the administrator goes, with password and sessions.
internal static class RemoveRole
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapGet("/o/{organization}/administrators/roles/{grant}/remove", Show)
            .Requires(AccessPrivileges.Administrators);
        faces
            .Portal.MapPost("/o/{organization}/administrators/roles/{grant}/remove", Handle)
            .Requires(AccessPrivileges.Administrators)
            .Audits("role.taken");
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        GrantId grant,
        Removing removing,
        CancellationToken cancellation
    ) =>
        (await removing.FindAsync(grant, cancellation)).ToHttp(found =>
            Page.Of<RemoveRolePage>(Shown(scope, found, null))
        );

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        GrantId grant,
        Request request,
        Removing removing,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var found = await removing.FindAsync(grant, cancellation);
        if (found.Refusal is { } unseen)
            return unseen.ToHttp();
        if (
            found.Value.Administrator.Id == scope.Actor.Id
            && request.Confirmation?.Trim() != found.Value.Administrator.Name
        )
            return Page.Of<RemoveRolePage>(
                Shown(
                    scope,
                    found.Value,
                    new InvalidInput(nameof(Request.Confirmation), "Type your name to confirm.").Errors
                ),
                StatusCodes.Status422UnprocessableEntity
            );
        var removed = await db.WriteAsync(() => removing.RemoveAsync(found.Value, cancellation), cancellation);
        return removed.Refusal is { } refusal
            ? Page.Of<RemoveRolePage>(Shown(scope, found.Value, FormRefusal.Errors(refusal, "")), refusal.Kind.Status())
            : Page.SeeOther(
                $"/portal/o/{scope.Organization}/administrators?done={(found.Value.IsLast ? "removed" : "taken")}"
            );
    }

    private static object Shown(OrganizationScope scope, Found found, IReadOnlyDictionary<string, string[]>? errors) =>
        new
        {
            Scope = scope,
            Grant = found.Grant.Id.ToString(),
            found.Administrator.Name,
            Role = found.Role.Name,
            Organization = found.Place.Name,
            found.IsLast,
            found.Programs,
            IsOneself = found.Administrator.Id == scope.Actor.Id,
            Errors = errors,
        };

    internal sealed record Request : IForm<Request>
    {
        [StringLength(200)]
        public string? Confirmation { get; init; }
    }

    internal sealed record Found(
        Grant Grant,
        Role Role,
        Administrator Administrator,
        OrganizationScope Place,
        bool IsLast,
        IReadOnlyList<RemoveRolePage.Program> Programs
    );

    internal sealed class Removing(
        TrunklineDb db,
        ICaller caller,
        RoleRules rules,
        PrivilegeCatalog catalog,
        Invitations invitations,
        ICredentials credentials,
        ISessions sessions,
        IChangeRecord record,
        TimeProvider time
    )
    {
        public async Task<Result<Found>> FindAsync(GrantId id, CancellationToken cancellation)
        {
            var grants = db.Grants;
            var found = await (
                from grant in grants
                where grant.Id == id
                join role in db.Roles on grant.RoleId equals role.Id
                join administrator in db.Administrators on grant.HolderId equals administrator.Id
                select new
                {
                    grant,
                    role,
                    administrator,
                    Others = grants.Count(other => other.HolderId == administrator.Id && other.Id != id),
                }
            ).SingleOrDefaultAsync(cancellation);
            if (found is null)
                return new NotFound("role of an administrator");
            var place = await caller.AccessOrganizationAsync(
                found.grant.OrganizationId,
                AccessPrivileges.Administrators,
                cancellation
            );
            return place.Refusal is { } refusal
                ? refusal
                : new Found(
                    found.grant,
                    found.role,
                    found.administrator,
                    place.Value,
                    found.Others == 0,
                    await ProgramsAsync(found.administrator.Id, cancellation)
                );
        }

        // Their tokens may be in the hands of whoever made them; only those that the caller sees are named.
        private async Task<IReadOnlyList<RemoveRolePage.Program>> ProgramsAsync(
            ActorId maker,
            CancellationToken cancellation
        )
        {
            var may = (await caller.ReachAsync(AccessPrivileges.ApiUsers, cancellation)).ToList();
            var inForce = db.GrantsInForce(time.GetUtcNow()).Where(one => may.Contains(one.OrganizationId));
            return await db
                .ApiUsers.Where(user => user.MadeBy == maker && inForce.Any(grant => grant.HolderId == user.Id))
                .OrderBy(user => user.Name)
                .Select(user => new RemoveRolePage.Program(user.Id.ToString(), user.Name))
                .ToListAsync(cancellation);
        }

        public async Task<Result> RemoveAsync(Found found, CancellationToken cancellation)
        {
            var (grant, role, administrator, place, _, _) = found;
            if (await rules.TakeTurnAsync(place, cancellation) is { } changed)
                return changed;
            var lacking = RoleRules.Lacking(place, role.Held(catalog));
            if (lacking.Count > 0)
                return new GivesMoreThanHeld(lacking, place.Name);
            var given = await rules.GivenAtTheTopAsync(cancellation);
            db.Remove(grant);
            await db.SaveChangesAsync(cancellation);
            var ended = await invitations.EndMadeByAsync(
                db.Administrators.Where(one => one.Id == administrator.Id).Select(one => one.Id),
                cancellation
            );
            if ((await rules.CheckSomebodyRulesAsync(given, cancellation)).Refusal is { } refusal)
                return refusal;
            if (!await db.Grants.AnyAsync(other => other.HolderId == administrator.Id, cancellation))
                await ForgetAsync(administrator, cancellation);
            record.Record(
                place.Actor,
                new(
                    "role.taken",
                    place.Organization,
                    place.Name,
                    $"{role.Name} in {place.Name} from {administrator.Name}",
                    new { Administrator = administrator.Email, Role = role.Name },
                    null
                )
                {
                    Affected = new Dictionary<string, int> { ["unusedLinks"] = ended },
                }
            );
            return Result.Done;
        }

        private async Task ForgetAsync(Administrator administrator, CancellationToken cancellation)
        {
            // First, since whoever is accepting it has taken it already: then this waits, and the password is there to be removed.
            await db.Invitations.Where(one => one.AdministratorId == administrator.Id).ExecuteDeleteAsync(cancellation);
            await sessions.EndAllAsync(administrator.Id, cancellation);
            await credentials.RemoveAsync(administrator.Id, cancellation);
            db.Remove(administrator);
        }
    }
}
