using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.People;

/// Loads an account through the caller's grants at the organization where it lives; what he may not see is not there.
internal sealed class AccessAccount(TrunklineDb db, ICaller caller)
{
    public async Task<Result<AccessibleAccount>> AccessAsync(
        AccountId id,
        Privilege needed,
        CancellationToken cancellation
    )
    {
        var account = await db.Accounts.SingleOrDefaultAsync(one => one.Id == id, cancellation);
        if (account is null)
            return new NotFound("account");
        var scope = await caller.AccessOrganizationAsync(account.OrganizationId, needed, cancellation);
        return scope.Refusal switch
        {
            NotFound => new NotFound("account"),
            { } refusal => refusal,
            null => new AccessibleAccount(account, scope.Value),
        };
    }

    /// Also refuses an account that lives elsewhere than the address says.
    public async Task<Result<AccessibleAccount>> AccessAsync(
        OrganizationScope scope,
        AccountId id,
        CancellationToken cancellation
    )
    {
        var account = await db.Accounts.SingleOrDefaultAsync(
            one => one.Id == id && one.OrganizationId == scope.Organization,
            cancellation
        );
        return account is null ? new NotFound("account") : new AccessibleAccount(account, scope);
    }
}

internal sealed record AccessibleAccount(Account Account, OrganizationScope Scope);
