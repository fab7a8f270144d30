using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Mail;

namespace Trunkline.Access.Administrators;

/// Makes the links with which administrators set their passwords.
internal sealed class Invitations(
    TrunklineDb db,
    PublicAddress address,
    PrivilegeCatalog catalog,
    ICaller caller,
    TimeProvider time
)
{
    /// Whoever has the link is the administrator, so only someone who holds all of it may be shown one. Null when the caller does.
    public async Task<Refusal?> CheckAsync(Administrator administrator, CancellationToken cancellation)
    {
        var given = await (
            from grant in db.Grants
            where grant.HolderId == administrator.Id
            join role in db.Roles on grant.RoleId equals role.Id
            select new { grant.OrganizationId, role }
        ).ToListAsync(cancellation);
        foreach (var one in given)
        {
            var place = await caller.AccessOrganizationAsync(
                one.OrganizationId,
                AccessPrivileges.Administrators,
                cancellation
            );
            if (place.Refusal is not null || RoleRules.Lacking(place.Value, one.role.Held(catalog)).Count > 0)
                return new InvitedToMore(administrator.Name);
        }
        return null;
    }

    /// Inside a write: the new link takes the place of earlier ones, is mailed, and is given back to be shown once.
    public async Task<string> InviteAsync(
        HttpContext context,
        OrganizationScope scope,
        Administrator administrator,
        CancellationToken cancellation
    )
    {
        await db
            .Invitations.Where(earlier => earlier.AdministratorId == administrator.Id)
            .ExecuteDeleteAsync(cancellation);
        var token = TokenHash.NewToken();
        db.Add(new Invitation(scope.Enterprise, administrator.Id, TokenHash.Of(token), time.GetUtcNow()));
        var link = address.Of(context, $"/portal/invitation/{token.Reveal()}");
        db.Later(
            new SendMail(
                administrator.Email,
                $"You are invited to administer {scope.Name}",
                $"""
                Hello {administrator.Name},

                {scope.Actor.Name} invites you to administer {scope.Name}.
                Set your password here. The link works once and for {Invitation.Lifetime.Days} days:

                {link}

                If you did not expect this, do nothing.
                """
            )
        );
        return link;
    }
}
