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
        var grants = db.Grants;
        var found = await db.ApiUsers.SingleOrDefaultAsync(
            one =>
                one.Id == user && grants.Any(grant => grant.HolderId == one.Id && may.Contains(grant.OrganizationId)),
            cancellation
        );
        if (found is null)
            return new NotFound("API user").ToHttp();
        await db.WriteAsync(
            () =>
            {
                if (found.RevokedAt is null)
                    record.Record(
                        scope.Actor,
                        new("api-user.revoked", scope.Organization, scope.Name, $"API user {found.Name}", null, null)
                    );
                found.Revoke(time.GetUtcNow());
                return Task.FromResult(Result.Done);
            },
            cancellation
        );
        return Page.SeeOther($"/portal/o/{scope.Organization}/api-users");
    }
}
