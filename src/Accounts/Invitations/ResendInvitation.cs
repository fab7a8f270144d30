using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Invitations;

/// Send again, make a link to hand over, revoke.
internal static class ResendInvitation
{
    private const string Route = "/o/{organization}/accounts/{account}/invitation";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapPost(Route + "/send", Send).Requires(AccountPrivileges.Accounts).Audits("account.invited");
        portal.MapPost(Route + "/link", MakeLink).Requires(AccountPrivileges.Accounts).Audits("account.invited");
        portal
            .MapPost(Route + "/revoke", Revoke)
            .Requires(AccountPrivileges.Accounts)
            .Audits("account.invitation-revoked");
    }

    private static async Task<IResult> Send(
        OrganizationScope scope,
        AccountId account,
        TrunklineDb db,
        AccessAccount access,
        IssueInvitation issue,
        CancellationToken cancellation
    )
    {
        var link = await IssueAsync(scope, account, db, access, issue, Delivery.ByMail, cancellation);
        return link.ToHttp(_ => Page.SeeOther(AccountAddresses.Invitations(scope.Organization) + "?done=sent"));
    }

    private static async Task<IResult> MakeLink(
        OrganizationScope scope,
        AccountId account,
        HttpContext context,
        TrunklineDb db,
        AccessAccount access,
        IssueInvitation issue,
        ShownOnce shownOnce,
        CancellationToken cancellation
    )
    {
        var issued = await IssueAsync(scope, account, db, access, issue, Delivery.ByHand, cancellation);
        return issued.ToHttp(made =>
        {
            shownOnce.Keep(context, new InvitationLink(made.Name, made.Link));
            return Page.SeeOther(AccountAddresses.Invitations(scope.Organization) + "?done=link");
        });
    }

    private static Task<Result<Issued>> IssueAsync(
        OrganizationScope scope,
        AccountId account,
        TrunklineDb db,
        AccessAccount access,
        IssueInvitation issue,
        Delivery delivery,
        CancellationToken cancellation
    ) =>
        db.WriteAsync<Issued>(
            async () =>
            {
                var found = await access.AccessAsync(scope, account, cancellation);
                if (found.Refusal is { } invisible)
                    return invisible;
                var link = await issue.RunAsync(found.Value.Account, scope, delivery, cancellation);
                return link.Refusal is { } refusal ? refusal : new Issued(found.Value.Account.Name, link.Value);
            },
            cancellation
        );

    private static async Task<IResult> Revoke(
        OrganizationScope scope,
        AccountId account,
        TrunklineDb db,
        AccessAccount access,
        IChangeRecord record,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var result = await db.WriteAsync(
            async () =>
            {
                var found = await access.AccessAsync(scope, account, cancellation);
                if (found.Refusal is { } invisible)
                    return invisible;
                var now = time.GetUtcNow();
                var invitations = await db.Invitations.Where(one => one.Account == account).ToListAsync(cancellation);
                foreach (var open in invitations.Where(one => one.IsOpenAt(now)))
                {
                    open.Revoke(now);
                    record.Record(
                        scope.Actor,
                        new NewChange(
                            "account.invitation-revoked",
                            scope.Organization,
                            scope.Name,
                            found.Value.Account.Name,
                            new { open.ExpiresAt },
                            null
                        )
                    );
                }
                return Result.Done;
            },
            cancellation
        );
        return result.ToHttp(() => Page.SeeOther(AccountAddresses.Invitations(scope.Organization) + "?done=revoked"));
    }

    private sealed record Issued(string Name, string Link);
}
