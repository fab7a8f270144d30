using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

internal sealed class AccountSwitches(TrunklineDb db, CurrentTree current) : IAccountSwitches
{
    public async Task<IReadOnlyList<ValueEdit>> SetAsync(
        Actor actor,
        ChangeId change,
        ActorId account,
        OrganizationId home,
        IReadOnlyDictionary<FeatureKey, Switching> wanted,
        CancellationToken cancellation
    )
    {
        var before = await current.LockAsync(cancellation);
        var node = new FeatureNode(home, account);
        var after = wanted.Aggregate(before.Tree, (tree, one) => tree.With(tree[one.Key].Switch(node, one.Value)));
        return await StoreAsync(before, after, actor, change, node, cancellation);
    }

    public Task LockAsync(CancellationToken cancellation) => current.LockAsync(cancellation);

    public async Task<long> VersionAsync(
        ActorId account,
        OrganizationId home,
        IReadOnlyCollection<FeatureKey> features,
        CancellationToken cancellation
    )
    {
        var tree = (await current.NowAsync(cancellation)).Tree.Organizations;
        var path = tree.Contains(home) ? tree.Path(home).Select(row => row.Id).ToList() : [];
        var nodes = path.Select(organization => organization.Value).Append(account.Value).ToList();
        var written = await db
            .FeatureValues.Where(value => features.Contains(value.Feature) && nodes.Contains(value.NodeId))
            .MaxAsync(value => (long?)value.Version, cancellation);
        var placed = await db
            .Organizations.Where(row => path.Contains(row.Id))
            .MaxAsync(row => (long?)row.PlacedAt, cancellation);
        return Math.Max(written ?? 0, placed ?? 0);
    }

    public async Task<IReadOnlyList<ValueEdit>> MoveAsync(
        Actor actor,
        ChangeId change,
        ActorId account,
        OrganizationId from,
        OrganizationId to,
        CancellationToken cancellation
    )
    {
        var before = await current.LockAsync(cancellation);
        foreach (
            var row in await db.FeatureValues.Where(value => value.NodeId == account.Value).ToListAsync(cancellation)
        )
        {
            row.MoveTo(to);
        }
        return await StoreAsync(
            before,
            before.Tree.AccountMoved(account, to),
            actor,
            change,
            new FeatureNode(to, account),
            cancellation
        );
    }

    public async Task RemoveAsync(
        Actor actor,
        ChangeId change,
        ActorId account,
        OrganizationId home,
        CancellationToken cancellation
    )
    {
        var before = await current.LockAsync(cancellation);
        await StoreAsync(
            before,
            before.Tree.AccountRemoved(account),
            actor,
            change,
            new FeatureNode(home, account),
            cancellation
        );
    }

    private async Task<IReadOnlyList<ValueEdit>> StoreAsync(
        LockedSnapshot before,
        FeatureTree after,
        Actor actor,
        ChangeId change,
        FeatureNode node,
        CancellationToken cancellation
    )
    {
        var edits = before.Tree.EditsTo(after);
        // A move without an edit still tells the tree where the account's values live now.
        if (edits.Count > 0 || before.Tree.Homes(node.Account!.Value).Any(home => home != node.Organization))
        {
            await current.StoreAsync(before, after, actor, change, node, announced: true, cancellation);
        }
        return edits;
    }
}
