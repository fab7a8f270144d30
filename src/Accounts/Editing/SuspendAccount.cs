using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Invitations;
using Trunkline.Accounts.Notices;
using Trunkline.Accounts.People;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Editing;

/// Suspending ends every session in the same commit; from then on each send is refused by the gate "account active".
internal sealed class SuspendAccount(
    TrunklineDb db,
    IAccountDirectory accounts,
    ISessions sessions,
    IChangeRecord record,
    TimeProvider time
)
{
    public static void Map(IEndpointRouteBuilder portal)
    {
        portal
            .MapPost("/o/{organization}/accounts/{account}/suspend", Suspend)
            .Requires(AccountPrivileges.Accounts)
            .Audits("account.suspended");
        portal
            .MapPost("/o/{organization}/accounts/{account}/reactivate", Reactivate)
            .Requires(AccountPrivileges.Accounts)
            .Audits("account.reactivated");
    }

    private static Task<IResult> Suspend(
        OrganizationScope scope,
        AccountId account,
        AccessAccount access,
        SuspendAccount suspend,
        CancellationToken cancellation
    ) => Handle(scope, account, access, suspend, AccountStatus.Suspended, "suspended", cancellation);

    private static Task<IResult> Reactivate(
        OrganizationScope scope,
        AccountId account,
        AccessAccount access,
        SuspendAccount suspend,
        CancellationToken cancellation
    ) => Handle(scope, account, access, suspend, AccountStatus.Active, "reactivated", cancellation);

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        AccountId account,
        AccessAccount access,
        SuspendAccount suspend,
        AccountStatus wanted,
        string done,
        CancellationToken cancellation
    )
    {
        var result = await suspend.RunAsync(
            () => access.AccessAsync(scope, account, cancellation),
            wanted,
            cancellation
        );
        return result.ToHttp(() => Page.SeeOther($"{AccountAddresses.Edit(scope.Organization, account)}?done={done}"));
    }

    public Task<Result> RunAsync(
        Func<Task<Result<AccessibleAccount>>> access,
        AccountStatus wanted,
        CancellationToken cancellation
    ) =>
        db.WriteAsync(
            async () =>
            {
                var found = await access();
                if (found.Refusal is { } invisible)
                    return invisible;
                var (account, scope) = found.Value;
                var before = account.Status;
                if (wanted is AccountStatus.Suspended)
                {
                    if (before is not AccountStatus.Active)
                        return new AccountNotActive(account.Name);
                    var now = time.GetUtcNow();
                    // Before the sessions, as whoever deletes it does.
                    await accounts.HoldAsync([account.Id], cancellation);
                    account.Suspend(now);
                    await sessions.EndAllAsync(account.Id.Actor, cancellation);
                    // A link for a new password, too: who has it would be in again once the account is reactivated.
                    await db
                        .Invitations.Where(one =>
                            one.Account == account.Id && one.AcceptedAt == null && one.RevokedAt == null
                        )
                        .ExecuteUpdateAsync(
                            change => change.SetProperty(one => one.RevokedAt, (DateTimeOffset?)now),
                            cancellation
                        );
                }
                else
                {
                    if (before is not AccountStatus.Suspended)
                        return new AccountNotSuspended(account.Name);
                    account.Reactivate();
                    db.Later(new AccountEnabled(account.Id));
                }
                record.Record(
                    scope.Actor,
                    new NewChange(
                        wanted is AccountStatus.Suspended ? "account.suspended" : "account.reactivated",
                        scope.Organization,
                        scope.Name,
                        account.Name,
                        new { Status = before },
                        new { account.Status }
                    )
                );
                return Result.Done;
            },
            cancellation
        );
}
