using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Jobs;

namespace Trunkline.Organizations.Storage;

/// The enterprise's tree as the present context may see it: committed by others, or changed by its own transaction.
internal sealed class CurrentTree(
    TrunklineDb db,
    FeatureSnapshots snapshots,
    IEnumerable<JobRegistration> jobs,
    TimeProvider time
)
{
    private (IDbContextTransaction Transaction, Snapshot Snapshot)? uncommitted;

    private EnterpriseId Enterprise =>
        db.Enterprise ?? throw new InvalidOperationException("Features are decided within an enterprise.");

    /// Never older than the last commit before this call.
    public async Task<Snapshot> NowAsync(CancellationToken cancellation)
    {
        if (uncommitted is { } mine && ReferenceEquals(mine.Transaction, db.Database.CurrentTransaction))
        {
            return mine.Snapshot;
        }
        while (true)
        {
            var version = await VersionAsync(cancellation);
            if (snapshots.At(Enterprise, version) is { } known)
            {
                return known;
            }
            // Whoever has a transaction open reads for himself: many of them, each with a connection, could wait for one that gets none.
            var reading = db.Database.CurrentTransaction is null
                ? snapshots.ReadOnceAsync(Enterprise, version, () => ReadAsync(version, cancellation))
                : ReadAsync(version, cancellation);
            if (await reading is { } read)
            {
                return read;
            }
        }
    }

    /// Null when the tree changed meanwhile.
    private async Task<Snapshot?> ReadAsync(long version, CancellationToken cancellation)
    {
        var tree = await ReadAsync(cancellation);
        // Under read committed another commit may fall between two reads. Every such commit moves the version, so an unmoved one proves that the rows belong together.
        if (version != await VersionAsync(cancellation))
        {
            return null;
        }
        var snapshot = new Snapshot(version, tree);
        snapshots.Keep(Enterprise, snapshot);
        return snapshot;
    }

    /// Holds off every other change of this enterprise until the transaction ends.
    public async Task<LockedSnapshot> LockAsync(CancellationToken cancellation)
    {
        _ = db.Database.CurrentTransaction ?? throw new InvalidOperationException("Only a write may change features.");
        await db.Enterprises.ExecuteUpdateAsync(
            row => row.SetProperty(one => one.FeatureVersion, one => one.FeatureVersion),
            cancellation
        );
        return new(await NowAsync(cancellation));
    }

    /// The first tree of a new enterprise.
    public async Task FoundAsync(Enterprise enterprise, Organization root, CancellationToken cancellation)
    {
        db.Enterprises.Add(enterprise);
        db.Organizations.Add(root);
        await db.SaveChangesAsync(cancellation);
        Hold(new Snapshot(0, FeatureTree.Of(OrganizationTree.Of([new OrganizationRow(root.Id, null, root.Name)]), [])));
    }

    /// Stores what leads from the locked tree to the other, and queues what follows for people. The reading side follows when it commits.
    public async Task StoreAsync(
        LockedSnapshot before,
        FeatureTree after,
        Actor actor,
        ChangeId change,
        FeatureNode at,
        bool announced,
        CancellationToken cancellation
    )
    {
        var version = before.NextVersion;
        var edits = before
            .Tree.EditsTo(after)
            .Where(edit => after.Organizations.Contains(edit.Node.Organization))
            .ToList();
        await WriteAsync(edits, after, version, actor, change, at, cancellation);
        await db.Enterprises.ExecuteUpdateAsync(
            row => row.SetProperty(one => one.FeatureVersion, version),
            cancellation
        );
        await db.SaveChangesAsync(cancellation);
        Hold(new Snapshot(version, after));
        if (announced && jobs.Any(job => job.JobType == typeof(FeatureChanged)))
        {
            foreach (var feature in before.Tree.Features.Union(after.Features))
            {
                Announce(FeaturePreview.Between(before.Tree[feature], after[feature]), change);
            }
        }
    }

    private void Hold(Snapshot snapshot)
    {
        uncommitted = (db.Database.CurrentTransaction!, snapshot);
        db.AfterCommit(() =>
        {
            uncommitted = null;
            snapshots.Keep(Enterprise, snapshot);
        });
    }

    private void Announce(FeatureEffect effect, ChangeId change)
    {
        if (!effect.IsNothing)
        {
            db.Later(
                new FeatureChanged(
                    change,
                    effect.Feature,
                    effect.OrganizationsOn,
                    effect.OrganizationsOff,
                    [.. effect.AccountsOn.Select(node => node.Account!.Value)],
                    [.. effect.AccountsOff.Select(node => node.Account!.Value)]
                )
            );
        }
    }

    private async Task WriteAsync(
        List<ValueEdit> edits,
        FeatureTree after,
        long version,
        Actor actor,
        ChangeId change,
        FeatureNode at,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var nodes = edits.Select(edit => StoredValue.IdOf(edit.Node)).Distinct().ToList();
        var features = edits.Select(edit => edit.Feature).Distinct().ToList();
        var rows = await db
            .FeatureValues.Where(value => features.Contains(value.Feature) && nodes.Contains(value.NodeId))
            .ToDictionaryAsync(value => (value.Feature, value.NodeId), cancellation);
        foreach (var (ordinal, edit) in edits.Index())
        {
            if (!rows.TryGetValue((edit.Feature, StoredValue.IdOf(edit.Node)), out var row))
            {
                db.FeatureValues.Add(row = StoredValue.For(Enterprise, edit.Feature, edit.Node));
            }
            var cleared = edit.Before == OwnValue.On && edit.Node != at && !after[edit.Feature].IsOn(edit.Node);
            row.MoveTo(edit.Node.Organization);
            row.Set(edit.After, cleared, version, actor, now, change);
            db.FeatureEdits.Add(RecordedEdit.Of(Enterprise, change, ordinal, edit));
        }
    }

    private async Task<long> VersionAsync(CancellationToken cancellation) =>
        await db.Enterprises.Select(enterprise => enterprise.FeatureVersion).SingleAsync(cancellation);

    private async Task<FeatureTree> ReadAsync(CancellationToken cancellation)
    {
        var organizations = await db
            .Organizations.AsNoTracking()
            .Select(organization => new OrganizationRow(organization.Id, organization.ParentId, organization.Name))
            .ToListAsync(cancellation);
        var values = await db
            .FeatureValues.AsNoTracking()
            .Where(value => value.Value != OwnValue.Inherit)
            .ToListAsync(cancellation);
        return FeatureTree.Of(
            OrganizationTree.Of(organizations),
            values.Select(value => (value.Feature, value.Node, value.Value))
        );
    }
}
