using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Administrators;
using Trunkline.Access.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Roles;

/// What holds whenever roles are given, taken or changed. Ask inside the write.
internal sealed class RoleRules(
    TrunklineDb db,
    PrivilegeCatalog catalog,
    IOrganizations organizations,
    Caller caller,
    TimeProvider time
)
{
    /// The roles that can be given in an organization: its own and those of the organizations above it.
    public async Task<IReadOnlyList<Role>> AvailableAsync(OrganizationId organization, CancellationToken cancellation)
    {
        var path = (await organizations.NowAsync(cancellation)).Path(organization).Select(one => one.Id).ToList();
        return await db
            .Roles.AsNoTracking()
            .Where(role => path.Contains(role.OrganizationId))
            .OrderByDescending(role => role.IsBuiltIn)
            .ThenBy(role => role.NameKey)
            .ToListAsync(cancellation);
    }

    public async Task<Result<Role>> CheckGivingAsync(
        OrganizationScope scope,
        RoleId wanted,
        CancellationToken cancellation
    )
    {
        if (await organizations.HoldAsync(scope.Organization, cancellation) is { } gone)
            return gone;
        var available = await AvailableAsync(scope.Organization, cancellation);
        if (available.SingleOrDefault(role => role.Id == wanted) is not { } role)
            return new NotFound("role");
        var lacking = Lacking(scope, role.Held(catalog));
        return lacking.Count > 0 ? new GivesMoreThanHeld(lacking, scope.Name) : role;
    }

    /// Where an organization was moved away with those in it who hold a role of its former place: whoever edits the role there has
    /// nothing to say about what they may do.
    public async Task<bool> IsHeldOutsideAsync(Role role, CancellationToken cancellation)
    {
        var tree = await organizations.NowAsync(cancellation);
        var places = await db.GrantsInForce(time.GetUtcNow())
            .Where(grant => grant.RoleId == role.Id)
            .Select(grant => grant.OrganizationId)
            .Distinct()
            .ToListAsync(cancellation);
        return places.Exists(place => !tree.IsWithin(place, role.OrganizationId));
    }

    public static IReadOnlyList<Privilege> Lacking(OrganizationScope scope, IEnumerable<Privilege> privileges) =>
        [.. privileges.Where(privilege => !scope.May(privilege))];

    /// Inside a write, before anything is read for it: roles of the enterprise are given, changed and taken one after the other, so
    /// nobody goes who is just given another, and of two who remove each other the second is refused: what they may do is asked
    /// anew, since it may have gone while they waited.
    public async Task<Refusal?> TakeTurnAsync(OrganizationScope scope, CancellationToken cancellation)
    {
        await db.TakeTurnAsync($"roles in {db.Enterprise}", cancellation);
        caller.ForgetRoles();
        var held = await caller.PrivilegesAsync(scope.Organization, cancellation);
        return held.IsSupersetOf(scope.Privileges) ? null : new RightsChanged(scope.Name);
    }

    /// What can be given at the top of the enterprise by those who have a password: what each holds there beside Administrators. Nobody
    /// gives what they lack, so a privilege that is not among them is lost for good to those who lose it.
    public async Task<IReadOnlySet<Privilege>> GivenAtTheTopAsync(CancellationToken cancellation) =>
        Given(await HeldAtTheTopAsync(cancellation));

    /// Refuses, and so takes back, a change after which no administrator could give out rights in the whole enterprise, or could not
    /// give one that could be given before. Ask after the change was saved, in one's turn. Those who only were invited do not count.
    public async Task<Result> CheckSomebodyRulesAsync(
        IReadOnlySet<Privilege> givenBefore,
        CancellationToken cancellation
    )
    {
        var root = (await organizations.NowAsync(cancellation)).All.First();
        var people = await HeldAtTheTopAsync(cancellation);
        if (!people.Any(held => held.Contains(AccessPrivileges.RolesAndPrivileges)))
            return new LastOfRolesAndPrivileges(root.Name);
        var lost = givenBefore.Except(Given(people)).ToList();
        return lost.Count > 0 ? new LastWhoGives(lost, root.Name) : Result.Done;
    }

    private static HashSet<Privilege> Given(IEnumerable<IReadOnlySet<Privilege>> people) =>
        [.. people.Where(held => held.Contains(AccessPrivileges.Administrators)).SelectMany(held => held)];

    private async Task<IReadOnlyList<IReadOnlySet<Privilege>>> HeldAtTheTopAsync(CancellationToken cancellation)
    {
        var root = (await organizations.NowAsync(cancellation)).All.First();
        var held = await (
            from grant in db.Grants
            where grant.OrganizationId == root.Id
            join role in db.Roles on grant.RoleId equals role.Id
            join credential in db.Credentials on grant.HolderId equals credential.PersonId
            select new
            {
                grant.HolderId,
                role.Privileges,
                role.IsBuiltIn,
            }
        ).ToListAsync(cancellation);
        return
        [
            .. held.GroupBy(one => one.HolderId)
                .Select(person =>
                    person.SelectMany(one => Role.Held(one.Privileges, one.IsBuiltIn, catalog)).ToHashSet()
                ),
        ];
    }
}
