using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Invitations;
using Trunkline.Accounts.People;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Editing;

internal sealed record StillHasBelongings(IReadOnlyList<string> Belongings)
    : Refusal(
        "account_has_belongings",
        RefusalKind.Conflict,
        $"This account cannot be deleted yet. {string.Join(" ", Belongings)}"
    )
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["belongings"] = Belongings };
}

internal sealed class DeleteAccount(
    TrunklineDb db,
    ISessions sessions,
    ICredentials credentials,
    IAccountSwitches switches,
    IAccountDirectory accounts,
    IChangeRecord record,
    IEnumerable<IAccountBelongings> belongings
)
{
    private const string Route = "/o/{organization}/accounts/{account}/delete";

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Route, Show).Requires(AccountPrivileges.Accounts);
        portal.MapPost(Route, Handle).Requires(AccountPrivileges.Accounts).Audits("account.deleted");
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        AccountId account,
        AccessAccount access,
        DeleteAccount delete,
        CancellationToken cancellation
    )
    {
        var found = await access.AccessAsync(scope, account, cancellation);
        return found.Refusal is { } refusal
            ? refusal.ToHttp()
            : Page.Of<DeleteAccountPage>(
                new
                {
                    Scope = scope,
                    Person = found.Value.Account.ToEntry(),
                    Belongings = await delete.BelongingsAsync(account, cancellation),
                }
            );
    }

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        AccountId account,
        AccessAccount access,
        DeleteAccount delete,
        CancellationToken cancellation
    )
    {
        var result = await delete.RunAsync(() => access.AccessAsync(scope, account, cancellation), cancellation);
        return result.ToHttp(() => Page.SeeOther(AccountAddresses.List(scope.Organization) + "?done=deleted"));
    }

    public Task<Result> RunAsync(Func<Task<Result<AccessibleAccount>>> access, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                var found = await access();
                if (found.Refusal is { } invisible)
                    return invisible;
                var (account, scope) = found.Value;
                await HoldAsync(account.Id, cancellation);
                if (await BelongingsAsync(account.Id, cancellation) is { Count: > 0 } left)
                    return new StillHasBelongings(left);
                var change = record.Record(
                    scope.Actor,
                    new NewChange(
                        "account.deleted",
                        scope.Organization,
                        scope.Name,
                        account.Name,
                        new
                        {
                            account.Name,
                            account.Email,
                            account.Status,
                        },
                        null
                    )
                );
                await sessions.EndAllAsync(account.Id.Actor, cancellation);
                await credentials.RemoveAsync(account.Id.Actor, cancellation);
                await switches.RemoveAsync(scope.Actor, change, account.Id.Actor, account.OrganizationId, cancellation);
                db.RemoveRange(await db.Invitations.Where(one => one.Account == account.Id).ToListAsync(cancellation));
                db.RemoveRange(
                    await db.FeatureNotices.Where(one => one.Account == account.Id).ToListAsync(cancellation)
                );
                db.Remove(account);
                return Result.Done;
            },
            cancellation
        );

    // Until it is gone nobody gives it a number or a link: whoever wants to waits here and then finds no account. Features first, as in every
    // other write.
    private async Task HoldAsync(AccountId account, CancellationToken cancellation)
    {
        await switches.LockAsync(cancellation);
        await IssueInvitation.TakeTurnAsync(db, account, cancellation);
        await accounts.HoldAsync([account], cancellation);
    }

    private async Task<IReadOnlyList<string>> BelongingsAsync(AccountId account, CancellationToken cancellation)
    {
        var all = new List<string>();
        foreach (var source in belongings)
            all.AddRange(await source.OfAsync(account, cancellation));
        return all;
    }
}
