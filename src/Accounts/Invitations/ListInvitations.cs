using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Mail;

namespace Trunkline.Accounts.Invitations;

/// Who has not joined yet, here and below, and how their invitations stand.
internal static class ListInvitations
{
    private const int AtMost = 200;

    public static void Map(IEndpointRouteBuilder portal) =>
        portal.MapGet("/o/{organization}/accounts/invitations", Handle).Requires(AccountPrivileges.Accounts);

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        string? done,
        HttpContext context,
        TrunklineDb db,
        IOrganizations organizations,
        ShownOnce shownOnce,
        IMailTransport mail,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        var places = map.Subtree(scope.Organization).Select(entry => entry.Id).ToList();
        var waiting = await db
            .Accounts.AsNoTracking()
            .Where(account => account.Status == AccountStatus.Invited && places.Contains(account.OrganizationId))
            .OrderByDescending(account => account.CreatedAt)
            .Take(AtMost + 1)
            .ToListAsync(cancellation);
        var people = waiting.Take(AtMost).ToList();
        var ids = people.Select(account => account.Id).ToList();
        // Asked for apart: beside the accounts, the newest of each would be looked for among the invitations of everybody.
        var invitations = (
            await db
                .Invitations.AsNoTracking()
                .Where(one => ids.Contains(one.Account) && !one.Superseded)
                .ToListAsync(cancellation)
        ).ToLookup(one => one.Account);
        var rows = people.Select(account => new
        {
            Account = account,
            Invitation = invitations[account.Id].FirstOrDefault(),
        });
        var now = time.GetUtcNow();
        var shown = shownOnce.Take<InvitationLink>(context);
        return Page.Of<InvitationsPage>(
            new
            {
                Scope = scope,
                Link = shown?.Link,
                LinkFor = shown?.Name,
                Outcome = Outcome(done, mail),
                More = waiting.Count > AtMost,
                Rows = rows.Select(row => new InvitationsPage.Row(
                        row.Account.Name,
                        row.Account.Email,
                        map.Find(row.Account.OrganizationId)?.Name ?? "",
                        row.Invitation is null ? "Not sent" : InvitationWords.Of(row.Invitation.StateAt(now)),
                        row.Invitation?.IsOpenAt(now) ?? false,
                        row.Invitation?.InvitedByName,
                        row.Invitation?.MailedAt ?? row.Invitation?.MadeAt,
                        row.Invitation?.ExpiresAt,
                        AccountAddresses.Of(row.Account.OrganizationId, row.Account.Id),
                        AccountAddresses.Edit(row.Account.OrganizationId, row.Account.Id)
                    ))
                    .ToList(),
            }
        );
    }

    private static string? Outcome(string? done, IMailTransport mail) =>
        done switch
        {
            "sent" when mail.LeavesTheMachine => "The invitation was sent.",
            "sent" => "The invitation is made. No mail server is set, so no mail goes out: hand over its link.",
            "link" => "A new link was made. The one before does not work any more.",
            "revoked" => "The invitation was revoked: its link does not work any more.",
            _ => null,
        };
}

/// A fresh link, on its way to the page that shows it once.
internal sealed record InvitationLink(string Name, string Link);
