using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Administrators;

internal sealed class AdministratorPeople(TrunklineDb db, Caller caller, IOrganizations organizations) : ISessionPeople
{
    public ActorKind Kind => ActorKind.Administrator;

    public async Task<SessionPerson?> FindAsync(ActorId person, CancellationToken cancellation)
    {
        var name = await db
            .Administrators.Where(one => one.Id == person)
            .Select(one => one.Name)
            .SingleOrDefaultAsync(cancellation);
        if (name is null)
            return null;
        var actor = await caller.DescribeAsync(person, Kind, name, cancellation);
        var map = await organizations.NowAsync(cancellation);
        // Signing in is recorded at the topmost organization where the administrator holds a role.
        var places = (await caller.HeldByAsync(person, cancellation))
            .Select(role => map.Find(role.Organization))
            .OfType<OrganizationEntry>()
            .OrderBy(entry => entry.Depth)
            .ToList();
        return places.Count == 0 ? null : new(actor, places[0].Id, places[0].Name);
    }
}
