using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Invitations;
using Trunkline.Accounts.People;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.Onboarding;

/// The link works no more, and whom to ask; never what the person's address is.
internal sealed record LinkClosed(string Reason) : Refusal("invitation_closed", RefusalKind.NotFound, Reason);

internal sealed record OpenedInvitation(Invitation Invitation, Account Account, string Organization, string Enterprise);

/// Finds what a link stands for. The link alone says in which enterprise it is.
internal sealed class OpenInvitation(TrunklineDb db, IOrganizations organizations, TimeProvider time)
{
    public async Task<Result<OpenedInvitation>> FindAsync(string token, CancellationToken cancellation)
    {
        var hash = Secret.HashOf(token);
        // Nobody is signed in yet: the secret link, and nothing else in the request, names the enterprise.
        var invitation = await db
            .Invitations.IgnoreQueryFilters(["Enterprise"])
            .SingleOrDefaultAsync(one => one.TokenHash == hash, cancellation);
        if (invitation is null)
            return new LinkClosed(
                "This link is not known here. Check that it is complete, or ask who invited you for a new one."
            );
        db.Within(invitation.EnterpriseId);
        var whom = $"Ask {invitation.InvitedByName} for a new one.";
        return invitation.StateAt(time.GetUtcNow()) switch
        {
            InvitationState.Accepted => new LinkClosed(
                "This link was used already. If that was you, sign in with your e-mail address and password."
            ),
            InvitationState.Revoked when invitation.Superseded => new LinkClosed(
                $"A newer link was made for you: use that one. {whom}"
            ),
            InvitationState.Revoked => new LinkClosed($"This invitation was withdrawn. {whom}"),
            InvitationState.Expired => new LinkClosed($"This link has expired. {whom}"),
            _ => await OpenAsync(invitation, cancellation),
        };
    }

    private async Task<Result<OpenedInvitation>> OpenAsync(Invitation invitation, CancellationToken cancellation)
    {
        var account = await db.Accounts.SingleAsync(one => one.Id == invitation.Account, cancellation);
        if (account.OnboardedAt is not null && !invitation.RenewsPassword)
            return new LinkClosed("You have joined already: sign in with your e-mail address and password.");
        if (account.Status is AccountStatus.Suspended)
            return new LinkClosed("Your account is suspended. Ask your administrator to reactivate it.");
        var map = await organizations.NowAsync(cancellation);
        return new OpenedInvitation(
            invitation,
            account,
            map.Find(account.OrganizationId)?.Name ?? "",
            map.All.First().Name
        );
    }
}
