using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Invitations;

/// Somebody has forgotten the password: a link to set another one is mailed to the person, and shown to nobody else.
internal static class SendPasswordLink
{
    public static void Map(IEndpointRouteBuilder portal) =>
        portal
            .MapPost("/o/{organization}/accounts/{account}/password-link", Handle)
            .Requires(AccountPrivileges.Accounts)
            .Audits("account.password-link-sent");

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        AccountId account,
        TrunklineDb db,
        AccessAccount access,
        IssueInvitation issue,
        CancellationToken cancellation
    )
    {
        var sent = await db.WriteAsync(
            async () =>
            {
                var found = await access.AccessAsync(scope, account, cancellation);
                return found.Refusal is { } invisible
                    ? invisible
                    : await issue.RenewPasswordAsync(found.Value.Account, scope, cancellation);
            },
            cancellation
        );
        return sent.ToHttp(() =>
            Page.SeeOther($"{AccountAddresses.Edit(scope.Organization, account)}?done=password-link")
        );
    }
}
