using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.ApiUsers;

/// The token is worth nothing from the next request on. The row stays, so that the record can name it.
internal static class RevokeApiUser
{
    public static void Map(Faces faces) =>
        faces
            .Portal.MapPost("/o/{organization}/api-users/{user}/revoke", Handle)
            .Requires(AccessPrivileges.ApiUsers)
            .Audits("api-user.revoked");

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        ActorId user,
        ICaller caller,
        IChangeRecord record,
        TrunklineDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var may = (await caller.ReachAsync(AccessPrivileges.ApiUsers, cancellation)).ToList();
        var held = await db
            .Grants.Where(grant => grant.HolderId == user && may.Contains(grant.OrganizationId))
            .Select(grant => (OrganizationId?)grant.OrganizationId)
            .FirstOrDefaultAsync(cancellation);
        var found = await db.ApiUsers.SingleOrDefaultAsync(one => one.Id == user, cancellation);
        if (held is not { } organization || found is null)
            return new NotFound("API user").ToHttp();
        // On the record where its role is, whichever page it was revoked from.
        var place = await caller.AccessOrganizationAsync(organization, AccessPrivileges.ApiUsers, cancellation);
        if (place.Refusal is { } refusal)
            return refusal.ToHttp();
        await db.WriteAsync(
            () =>
            {
                if (found.RevokedAt is null)
                    record.Record(
                        scope.Actor,
                        new(
                            "api-user.revoked",
                            place.Value.Organization,
                            place.Value.Name,
                            $"API user {found.Name}",
                            null,
                            null
                        )
                    );
                found.Revoke(time.GetUtcNow());
                return Task.FromResult(Result.Done);
            },
            cancellation
        );
        return Page.SeeOther($"/portal/o/{scope.Organization}/api-users");
    }
}
