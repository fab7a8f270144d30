using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Administrators;

/// A new link for somebody who has not set a password yet.
internal static class RenewInvitation
{
    public static void Map(Faces faces) =>
        faces
            .Portal.MapPost("/o/{organization}/administrators/{administrator}/link", Handle)
            .Requires(AccessPrivileges.Administrators)
            .Audits("administrator.invited");

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        ActorId administrator,
        HttpContext context,
        ShownOnce shownOnce,
        ICaller caller,
        RoleRules rules,
        Invitations invitations,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var may = (await caller.ReachAsync(AccessPrivileges.Administrators, cancellation)).ToList();
        var (credentials, grants) = (db.Credentials, db.Grants);
        var invited = await db.Administrators.SingleOrDefaultAsync(
            one =>
                one.Id == administrator
                && !credentials.Any(credential => credential.PersonId == one.Id)
                && grants.Any(grant => grant.HolderId == one.Id && may.Contains(grant.OrganizationId)),
            cancellation
        );
        if (invited is null)
            return new NotFound("invited administrator").ToHttp();
        var link = await db.WriteAsync<string>(
            async () =>
            {
                if (await rules.TakeTurnAsync(scope, cancellation) is { } changed)
                    return changed;
                if (await Invitations.HasJoinedAsync(db, invited.Id, cancellation))
                    return new NotFound("invited administrator");
                if (await invitations.CheckAsync(invited, cancellation) is { } refusal)
                    return refusal;
                return await invitations.RenewAsync(context, scope.Actor, invited, cancellation);
            },
            cancellation
        );
        return link.ToHttp(made =>
        {
            shownOnce.Keep(context, new AdministratorsPage.NewLink(invited.Name, invited.Email, made));
            return Page.SeeOther($"/portal/o/{scope.Organization}/administrators");
        });
    }
}
