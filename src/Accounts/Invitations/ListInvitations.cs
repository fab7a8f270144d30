using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

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
        InvitationLinkOnce links,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        var places = map.Subtree(scope.Organization).Select(entry => entry.Id).ToList();
        var rows = await db
            .Accounts.AsNoTracking()
            .Where(account => account.Status == AccountStatus.Invited && places.Contains(account.OrganizationId))
            .OrderByDescending(account => account.CreatedAt)
            .Take(AtMost)
            .Select(account => new
            {
                Account = account,
                Invitation = db.Set<Invitation>().FirstOrDefault(one => one.Account == account.Id && !one.Superseded),
            })
            .ToListAsync(cancellation);
        var now = time.GetUtcNow();
        var shown = links.Take(context);
        context.Response.Headers.CacheControl = "no-store";
        return Page.Of<InvitationsPage>(
            new
            {
                Scope = scope,
                Link = shown?.Link,
                LinkFor = shown?.Name,
                Outcome = Outcome(done),
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

    private static string? Outcome(string? done) =>
        done switch
        {
            "sent" => "The invitation was sent.",
            "link" => "A new link was made. The one before does not work any more.",
            "revoked" => "The invitation was revoked: its link does not work any more.",
            _ => null,
        };
}
