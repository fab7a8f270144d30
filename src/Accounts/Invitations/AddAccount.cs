using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Invitations;

internal sealed record NewAccount(
    PersonName Name,
    string Email,
    IReadOnlyDictionary<FeatureKey, Switching> Wanted,
    bool Invite
);

/// The account, and the link if one was made; it is nowhere else to be had.
internal sealed record AddedAccount(AccountId Id, string Name, string? Link);

/// The address belongs to an account that the caller may see.
internal sealed record EmailInUse(AccountEntry Holder)
    : Refusal("email_taken", RefusalKind.Conflict, $"{Holder.Name} has this e-mail address already.")
{
    public override IReadOnlyDictionary<string, object?> Details =>
        new Dictionary<string, object?> { ["account"] = Holder.Id };
}

/// Adds a person and, if wanted, invites at once. Portal and API come here.
internal sealed class AddAccount(
    TrunklineDb db,
    ICaller caller,
    IOrganizations organizations,
    SwitchAccount switches,
    IssueInvitation issue,
    IChangeRecord record,
    TimeProvider time
)
{
    public async Task<Result<AddedAccount>> RunAsync(
        OrganizationScope scope,
        NewAccount wanted,
        CancellationToken cancellation
    )
    {
        try
        {
            return await db.WriteAsync(() => AddAsync(scope, wanted, cancellation), cancellation);
        }
        catch (Exception error) when (error.IsDuplicate())
        {
            return new EmailTaken(); // somebody else added the same address at this moment
        }
    }

    private async Task<Result<AddedAccount>> AddAsync(
        OrganizationScope scope,
        NewAccount wanted,
        CancellationToken cancellation
    )
    {
        if (await organizations.HoldAsync(scope.Organization, cancellation) is { } gone)
            return gone;
        if (await HolderAsync(wanted.Email, cancellation) is { } taken)
            return taken;
        var account = new Account(
            scope.Enterprise,
            Id.New<AccountId>(),
            scope.Organization,
            wanted.Name,
            wanted.Email,
            time.GetUtcNow()
        );
        db.Add(account);
        record.Record(
            scope.Actor,
            new NewChange(
                "account.added",
                scope.Organization,
                scope.Name,
                account.Name,
                null,
                new { account.Name, account.Email }
            )
        );
        await db.SaveChangesAsync(cancellation);
        var switched = await switches.RunAsync(new(account, scope), wanted.Wanted, cancellation);
        if (switched.Refusal is { } refusal)
            return refusal;
        if (!wanted.Invite)
            return new AddedAccount(account.Id, account.Name, null);
        var link = await issue.RunAsync(account, scope, Delivery.ByMail, cancellation);
        return link.Refusal is { } notInvited ? notInvited : new AddedAccount(account.Id, account.Name, link.Value);
    }

    private async Task<Refusal?> HolderAsync(string email, CancellationToken cancellation)
    {
        var address = EmailAddress.Key(email);
        // An address is unique on the server, so this looks at every enterprise; what it finds elsewhere is not named.
        var holder = await db
            .Accounts.IgnoreQueryFilters(["Enterprise"])
            .AsNoTracking()
            .SingleOrDefaultAsync(account => account.Email == address, cancellation);
        if (holder is null)
            return null;
        var reach = await caller.ReachAsync(AccountPrivileges.Accounts, cancellation);
        return holder.EnterpriseId == db.Enterprise && reach.Contains(holder.OrganizationId)
            ? new EmailInUse(holder.ToEntry())
            : new EmailTaken();
    }
}
