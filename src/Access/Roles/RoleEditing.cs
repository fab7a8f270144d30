using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Administrators;
using Trunkline.Access.Contracts;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Roles;

/// A role as the caller may use it: Place is where it belongs and is null where the caller may not change it.
internal sealed record EditedRole(Role Role, OrganizationScope? Place, RolePage.HeldBy Holders, bool IsOwn);

/// What editing a role checks and changes, behind its pages.
internal sealed class RoleEditing(
    TrunklineDb db,
    Caller caller,
    RoleRules rules,
    Invitations invitations,
    PrivilegeCatalog catalog,
    IChangeRecord record,
    TimeProvider time
)
{
    public async Task<Result<EditedRole>> FindAsync(OrganizationScope scope, RoleId id, CancellationToken cancellation)
    {
        if ((await rules.AvailableAsync(scope.Organization, cancellation)).All(one => one.Id != id))
            return new NotFound("role");
        var role = await db.Roles.SingleAsync(one => one.Id == id, cancellation);
        var may = await caller.ReachAsync(AccessPrivileges.RolesAndPrivileges, cancellation);
        OrganizationScope? place = null;
        if (may.Contains(role.OrganizationId))
            place = (
                await caller.AccessOrganizationAsync(
                    role.OrganizationId,
                    AccessPrivileges.RolesAndPrivileges,
                    cancellation
                )
            ).Value;
        var holders = await db.GrantsInForce(time.GetUtcNow())
            .Where(grant => grant.RoleId == id)
            .Select(grant => grant.HolderId)
            .Distinct()
            .ToListAsync(cancellation);
        var programs = await db.ApiUsers.CountAsync(user => holders.Contains(user.Id), cancellation);
        return new EditedRole(role, place, new(holders.Count - programs, programs), holders.Contains(scope.Actor.Id));
    }

    public async Task<Result> CreateAsync(
        OrganizationScope scope,
        EditRole.Request request,
        CancellationToken cancellation
    )
    {
        var wanted = Known(request);
        var lacking = RoleRules.Lacking(scope, wanted);
        if (lacking.Count > 0)
            return new GivesMoreThanHeld(lacking, scope.Name);
        var role = new Role(scope.Enterprise, scope.Organization, request.Name!, wanted);
        if (await IsTakenAsync(role, cancellation))
            return new RoleNameTaken(role.Name);
        db.Add(role);
        record.Record(
            scope.Actor,
            new("role.created", scope.Organization, scope.Name, $"Role {role.Name}", null, State(role))
        );
        return Result.Done;
    }

    public async Task<Result> ChangeAsync(
        HttpContext context,
        EditedRole found,
        EditRole.Request request,
        CancellationToken cancellation
    )
    {
        var (role, place, holders, isOwn) = found;
        if (role.IsBuiltIn)
            return new RoleIsBuiltIn();
        if (isOwn)
            return new OwnRole();
        if (place is null)
            return new NotFound("role");
        if (await rules.TakeTurnAsync(place, cancellation) is { } changed)
            return changed;
        if (role.Version != request.Version)
            return new ChangedMeanwhile($"The role {role.Name}");
        // What the caller lacks is shown disabled, so the browser does not send it: it stays as it is.
        var before = role.Held(catalog);
        var sent = Known(request);
        var lacking = RoleRules.Lacking(place, sent.Where(privilege => !before.Contains(privilege)));
        if (lacking.Count > 0)
            return new GivesMoreThanHeld(lacking, place.Name);
        var wanted = Entered(request, place, before);
        if (!wanted.SetEquals(before) && await rules.IsHeldOutsideAsync(role, cancellation))
            return new RoleHeldElsewhere(place.Name);
        var was = State(role);
        var given = await rules.GivenAtTheTopAsync(cancellation);
        role.Change(request.Name!, wanted);
        if (await IsTakenAsync(role, cancellation))
            return new RoleNameTaken(role.Name);
        record.Record(
            place.Actor,
            new("role.changed", place.Organization, place.Name, $"Role {role.Name}", was, State(role))
            {
                Affected = new Dictionary<string, int>
                {
                    ["administrators"] = holders.Administrators,
                    ["apiUsers"] = holders.ApiUsers,
                },
            }
        );
        await db.SaveChangesAsync(cancellation);
        // Links that holders made before may open more than they hold now.
        if (before.Except(role.Held(catalog)).Any())
            await invitations.EndMadeByAsync(
                db.Grants.Where(grant => grant.RoleId == role.Id).Select(grant => grant.HolderId),
                cancellation
            );
        // A link that was made before would open more than whoever made it held.
        if (role.Held(catalog).Except(before).Any())
            await invitations.RenewAllAsync(context, place.Actor, role, cancellation);
        return await rules.CheckSomebodyRulesAsync(given, cancellation);
    }

    public object Blank(
        OrganizationScope scope,
        EditRole.Request request,
        IReadOnlyDictionary<string, string[]>? errors
    ) =>
        new
        {
            Scope = scope,
            request.Name,
            Rows = Rows(scope, Known(request).ToHashSet()),
            Errors = errors,
        };

    /// What was entered beside the news that somebody else has changed the role: to save it again is to mean it.
    public object Beside(OrganizationScope scope, EditedRole found, EditRole.Request request) =>
        Filled(scope, found, request with { Version = found.Role.Version }, null, changedMeanwhile: true);

    public object Filled(
        OrganizationScope scope,
        EditedRole found,
        EditRole.Request? request,
        IReadOnlyDictionary<string, string[]>? errors,
        bool changedMeanwhile = false
    )
    {
        var (role, place, holders, isOwn) = found;
        var why =
            role.IsBuiltIn ? new RoleIsBuiltIn().Message
            : isOwn ? new OwnRole().Message
            : place is null ? "This role belongs to an organization above, where you cannot change it."
            : null;
        var before = role.Held(catalog);
        return new
        {
            Scope = scope,
            Role = role.Id.ToString(),
            Version = request?.Version ?? role.Version,
            Name = request?.Name ?? role.Name,
            Rows = Rows(place ?? scope, request is null ? before : Entered(request, place ?? scope, before)),
            Holders = holders,
            ReadOnly = why,
            ChangedMeanwhile = changedMeanwhile,
            Errors = errors,
        };
    }

    private List<RolePage.Row> Rows(OrganizationScope place, IReadOnlySet<Privilege> ticked) =>
        [
            .. catalog.All.Select(one => new RolePage.Row(
                one.Privilege.Name,
                one.Permits,
                ticked.Contains(one.Privilege),
                place.May(one.Privilege) ? null : MissingPrivilege.Sentence(one.Privilege, place.Name)
            )),
        ];

    private List<Privilege> Known(EditRole.Request request) =>
        [
            .. catalog
                .All.Select(one => one.Privilege)
                .Where(privilege => request.Privileges?.Contains(privilege.Name) == true),
        ];

    // What the caller may not change is never sent, and stays ticked.
    private HashSet<Privilege> Entered(
        EditRole.Request request,
        OrganizationScope place,
        IReadOnlySet<Privilege> before
    ) => [.. Known(request), .. before.Where(privilege => !place.May(privilege))];

    private Task<bool> IsTakenAsync(Role role, CancellationToken cancellation) =>
        db.Roles.AnyAsync(
            other =>
                other.Id != role.Id && other.OrganizationId == role.OrganizationId && other.NameKey == role.NameKey,
            cancellation
        );

    private object State(Role role) =>
        new { role.Name, Privileges = role.Held(catalog).Select(privilege => privilege.Name).ToList() };
}
