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
internal sealed class RevokeApiUser(TrunklineDb db, ICaller caller, IChangeRecord record, TimeProvider time)
{
    private const string Route = "/o/{organization}/api-users/{user}/revoke";

    public static void Map(Faces faces)
    {
        faces.Portal.MapGet(Route, Show).Requires(AccessPrivileges.ApiUsers);
        faces.Portal.MapPost(Route, Handle).Requires(AccessPrivileges.ApiUsers).Audits("api-user.revoked");
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        ActorId user,
        RevokeApiUser revoke,
        CancellationToken cancellation
    ) =>
        (await revoke.FindAsync(user, cancellation)).ToHttp(found =>
            Page.Of<RevokeApiUserPage>(
                new
                {
                    Scope = scope,
                    User = user.ToString(),
                    found.User.Name,
                }
            )
        );

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        ActorId user,
        RevokeApiUser revoke,
        CancellationToken cancellation
    )
    {
        var found = await revoke.FindAsync(user, cancellation);
        if (found.Refusal is { } refusal)
            return refusal.ToHttp();
        await revoke.RunAsync(found.Value, cancellation);
        return Page.SeeOther($"/portal/o/{scope.Organization}/api-users?done=revoked");
    }

    // On the record where its role is, whichever page it was revoked from.
    private async Task<Result<Found>> FindAsync(ActorId user, CancellationToken cancellation)
    {
        var may = (await caller.ReachAsync(AccessPrivileges.ApiUsers, cancellation)).ToList();
        var held = await db
            .Grants.Where(grant => grant.HolderId == user && may.Contains(grant.OrganizationId))
            .Select(grant => (OrganizationId?)grant.OrganizationId)
            .FirstOrDefaultAsync(cancellation);
        var found = await db.ApiUsers.SingleOrDefaultAsync(one => one.Id == user, cancellation);
        if (held is not { } organization || found is null)
            return new NotFound("API user");
        var place = await caller.AccessOrganizationAsync(organization, AccessPrivileges.ApiUsers, cancellation);
        return place.Refusal is { } refusal ? refusal : new Found(found, place.Value);
    }

    private Task<Result> RunAsync(Found found, CancellationToken cancellation) =>
        db.WriteAsync(
            () =>
            {
                var (user, place) = found;
                if (user.RevokedAt is null)
                    record.Record(
                        place.Actor,
                        new("api-user.revoked", place.Organization, place.Name, $"API user {user.Name}", null, null)
                    );
                user.Revoke(time.GetUtcNow());
                return Task.FromResult(Result.Done);
            },
            cancellation
        );

    private sealed record Found(ApiUser User, OrganizationScope Place);
}
