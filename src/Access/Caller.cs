using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Access.Sessions;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access;

/// Who makes this request, and what the grants allow as they are now: they are read once in each request, again after a turn was
/// waited for, and never kept.
internal sealed partial class Caller(
    TrunklineDb db,
    IOrganizations organizations,
    PrivilegeCatalog catalog,
    IAccessRefusals refusals,
    IHttpContextAccessor http,
    ILogger<Caller> logger
) : ICaller
{
    private readonly Dictionary<ActorId, IReadOnlyList<HeldRole>> held = [];

    public Actor? Actor { get; private set; }

    public SessionId? Session { get; private set; }

    public void Become(Actor actor, SessionId? session)
    {
        Actor = actor;
        Session = session;
    }

    public async ValueTask<Result<OrganizationScope>> AccessOrganizationAsync(
        OrganizationId organization,
        Privilege? needed,
        CancellationToken cancellation
    )
    {
        if (Actor is not { } actor)
            return new NotSignedIn();
        var map = await organizations.NowAsync(cancellation);
        if (map.Find(organization) is not { } found)
            return new NotFound("organization");
        if (await HeldAtAsync(map, organization, cancellation) is not { Count: > 0 } roles)
        {
            // Told nothing, but on record there; where the role is held nobody there may know.
            if (needed is { } tried)
                await RecordRefusalAsync(actor with { Role = "From elsewhere" }, organization, tried, cancellation);
            return new NotFound("organization");
        }
        var privileges = roles.SelectMany(role => role.Privileges).ToHashSet();
        if (needed is not { } privilege || privileges.Contains(privilege))
            return new OrganizationScope(actor, actor.Enterprise, organization, found.Name, privileges);
        await RecordRefusalAsync(actor, organization, privilege, cancellation);
        return new MissingPrivilege(privilege, found.Name, actor.Role);
    }

    /// What was read of anybody's roles is read again: inside a write, whoever waited for a turn may have lost some.
    public void ForgetRoles() => held.Clear();

    /// Empty where the caller sees nothing.
    public async ValueTask<IReadOnlySet<Privilege>> PrivilegesAsync(
        OrganizationId organization,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        return (await HeldAtAsync(map, organization, cancellation)).SelectMany(role => role.Privileges).ToHashSet();
    }

    public async ValueTask<IReadOnlySet<OrganizationId>> ReachAsync(
        Privilege? privilege,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        return (await RolesAsync(cancellation))
            .Where(role => privilege is not { } needed || role.Privileges.Contains(needed))
            .SelectMany(role => map.Subtree(role.Organization))
            .Select(entry => entry.Id)
            .ToHashSet();
    }

    /// The person with the roles that make them up, as it goes into the record: "Setup and Accounts at WhatsApp".
    public async Task<Actor> DescribeAsync(ActorId holder, ActorKind kind, string name, CancellationToken cancellation)
    {
        var map = await organizations.NowAsync(cancellation);
        var role = string.Join(
            ", ",
            (await HeldByAsync(holder, cancellation)).Select(one =>
                $"{one.Name} at {map.Find(one.Organization)?.Name ?? "a deleted organization"}"
            )
        );
        return new(holder, kind, db.Enterprise!.Value, name, role);
    }

    public async ValueTask<IReadOnlyList<HeldRole>> HeldByAsync(ActorId holder, CancellationToken cancellation) =>
        held.TryGetValue(holder, out var known)
            ? known
            : held[holder] = await HeldRole.OfAsync(db, catalog, holder, cancellation);

    private async ValueTask<IReadOnlyList<HeldRole>> HeldAtAsync(
        OrganizationMap map,
        OrganizationId organization,
        CancellationToken cancellation
    ) => [.. (await RolesAsync(cancellation)).Where(role => map.IsWithin(organization, role.Organization))];

    private async ValueTask<IReadOnlyList<HeldRole>> RolesAsync(CancellationToken cancellation) =>
        Actor is { Kind: ActorKind.Administrator or ActorKind.ApiUser } actor
            ? await HeldByAsync(actor.Id, cancellation)
            : [];

    private async ValueTask RecordRefusalAsync(
        Actor actor,
        OrganizationId organization,
        Privilege needed,
        CancellationToken cancellation
    )
    {
        Refused(logger, actor.Id, needed.Name, organization);
        // The record is a write of its own. Inside another one it has to wait for its end: SQLite has one writer.
        if (db.Database.CurrentTransaction is not null && http.HttpContext is { } context)
            context.Response.OnCompleted(() =>
                refusals.RecordAsync(actor, organization, needed, CancellationToken.None)
            );
        else
            await refusals.RecordAsync(actor, organization, needed, cancellation);
    }

    [LoggerMessage(LogLevel.Information, "{Actor} lacked the privilege {Privilege} in {Organization}")]
    private static partial void Refused(ILogger logger, ActorId actor, string privilege, OrganizationId organization);
}

/// A role as somebody holds it at an organization.
internal sealed record HeldRole(
    GrantId Grant,
    OrganizationId Organization,
    RoleId Role,
    string Name,
    IReadOnlySet<Privilege> Privileges
)
{
    public static async Task<IReadOnlyList<HeldRole>> OfAsync(
        TrunklineDb db,
        PrivilegeCatalog catalog,
        ActorId holder,
        CancellationToken cancellation
    )
    {
        var rows = await (
            from grant in db.Grants
            where grant.HolderId == holder
            join role in db.Roles on grant.RoleId equals role.Id
            orderby grant.Id
            select new
            {
                grant.Id,
                grant.OrganizationId,
                grant.RoleId,
                role.Name,
                role.Privileges,
                role.IsBuiltIn,
            }
        ).ToListAsync(cancellation);
        return
        [
            .. rows.Select(row => new HeldRole(
                row.Id,
                row.OrganizationId,
                row.RoleId,
                row.Name,
                Roles.Role.Held(row.Privileges, row.IsBuiltIn, catalog)
            )),
        ];
    }
}
