using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.People;

/// Accounts as the tree sees them: leaves that may store values, and occupants that keep an organization from being deleted.
internal sealed class AccountLeaves(TrunklineDb db) : IFeatureLeaves, IOrganizationOccupants
{
    public async Task<IReadOnlyDictionary<OrganizationId, LeafCount>> CountAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        CancellationToken cancellation
    )
    {
        var counts = await In(organizations)
            .GroupBy(account => new { account.OrganizationId, account.Status })
            .Select(group => new
            {
                group.Key.OrganizationId,
                group.Key.Status,
                Count = group.Count(),
            })
            .ToListAsync(cancellation);
        return counts
            .GroupBy(row => row.OrganizationId)
            .ToDictionary(
                rows => rows.Key,
                rows => new LeafCount(
                    rows.Where(row => row.Status is AccountStatus.Active).Sum(row => row.Count),
                    rows.Where(row => row.Status is AccountStatus.Invited).Sum(row => row.Count)
                )
            );
    }

    public async Task<IReadOnlyList<FeatureLeaf>> ListAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        int atMost,
        CancellationToken cancellation
    ) =>
        Leaves(
            await In(organizations)
                .OrderBy(account => account.SearchText)
                .Take(atMost)
                .AsNoTracking()
                .ToListAsync(cancellation)
        );

    public async Task<IReadOnlyList<FeatureLeaf>> FindAsync(
        IReadOnlyCollection<ActorId> accounts,
        CancellationToken cancellation
    )
    {
        if (accounts.Count == 0)
            return [];
        var ids = accounts.Select(AccountId.Of).ToList();
        return Leaves(
            await db.Accounts.AsNoTracking().Where(account => ids.Contains(account.Id)).ToListAsync(cancellation)
        );
    }

    async Task<Occupants> IOrganizationOccupants.CountAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        CancellationToken cancellation
    ) => new(await In(organizations).CountAsync(cancellation), "account", "accounts");

    private IQueryable<Account> In(IReadOnlyCollection<OrganizationId> organizations) =>
        db.Accounts.Where(account => organizations.Contains(account.OrganizationId));

    private static IReadOnlyList<FeatureLeaf> Leaves(IEnumerable<Account> accounts) =>
        [
            .. accounts.Select(account => new FeatureLeaf(
                account.Id.Actor,
                account.OrganizationId,
                account.Name,
                account.Status switch
                {
                    AccountStatus.Invited => LeafStatus.Invited,
                    AccountStatus.Active => LeafStatus.Active,
                    AccountStatus.Suspended => LeafStatus.Suspended,
                }
            )),
        ];
}
