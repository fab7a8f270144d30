using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Mail;

namespace Trunkline.Access.Administrators;

/// Makes the links with which administrators set their passwords.
internal sealed class Invitations(TrunklineDb db, PublicAddress address, TimeProvider time)
{
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
