using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Settings;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

/// What can happen to the tree, each with its checks and its record. The caller was checked before; every change waits for the one before it.
internal sealed class OrganizationShape(
    TrunklineDb db,
    CurrentTree current,
    FeatureReach reach,
    IChangeRecord record,
    IEnumerable<IOrganizationOccupants> occupants
)
{
    public const int DeepestAllowed = 12;

    public Task<Result<OrganizationId>> CreateAsync(
        Actor actor,
        OrganizationId parent,
        string name,
        CancellationToken cancellation
    ) =>
        db.WriteAsync<OrganizationId>(
            async () =>
            {
                var before = await current.LockAsync(cancellation);
                var tree = before.Tree.Organizations;
                name = name.Trim();
                if (!tree.Contains(parent))
                {
                    return new NotFound("organization");
                }
                if (tree.Depth(parent) >= DeepestAllowed)
                {
                    return new TooDeep(DeepestAllowed);
                }
                if (IsTaken(tree, parent, name, null))
                {
                    return new NameTaken(name, tree.NameOf(parent));
                }
                var created = Organization.Found(actor.Enterprise, parent, name);
                db.Organizations.Add(created);
                var change = record.Record(
                    actor,
                    new NewChange(
                        "organization.created",
                        created.Id,
                        name,
                        $"{name} in {tree.NameOf(parent)}",
                        null,
                        new { name, parent = Place(tree, parent) }
                    )
                );
                var after = before.Tree.Created(new OrganizationRow(created.Id, parent, name));
                await current.StoreAsync(
                    before,
                    after,
                    actor,
                    change,
                    new FeatureNode(created.Id),
                    announced: false,
                    cancellation
                );
                return created.Id;
            },
            cancellation
        );

    public Task<Result> RenameAsync(
        Actor actor,
        OrganizationId organization,
        string name,
        long? expectedVersion,
        CancellationToken cancellation
    ) =>
        db.WriteAsync(
            async () =>
            {
                var before = await current.LockAsync(cancellation);
                var tree = before.Tree.Organizations;
                name = name.Trim();
                if (
                    await db.Organizations.SingleOrDefaultAsync(one => one.Id == organization, cancellation)
                    is not { } row
                )
                {
                    return new NotFound("organization");
                }
                if (expectedVersion is { } expected && expected != row.Version)
                {
                    return new ChangedMeanwhile(row.Name);
                }
                if (name == row.Name)
                {
                    return Result.Done;
                }
                if (row.ParentId is { } parent && IsTaken(tree, parent, name, organization))
                {
                    return new NameTaken(name, tree.NameOf(parent));
                }
                var change = record.Record(
                    actor,
                    new NewChange(
                        "organization.renamed",
                        organization,
                        name,
                        row.Name,
                        new { name = row.Name },
                        new { name }
                    )
                );
                row.Rename(name);
                await current.StoreAsync(
                    before,
                    before.Tree.Renamed(organization, name),
                    actor,
                    change,
                    new FeatureNode(organization),
                    announced: false,
                    cancellation
                );
                return Result.Done;
            },
            cancellation
        );

    /// What a move would do to the features of everybody in it, or why it cannot be.
    public async Task<Result<IReadOnlyList<FeaturePreview>>> PreviewMoveAsync(
        OrganizationId organization,
        OrganizationId to,
        CancellationToken cancellation
    )
    {
        var now = await current.NowAsync(cancellation);
        return CheckMove(now.Tree.Organizations, organization, to) is { } refusal
            ? refusal
            : Result<IReadOnlyList<FeaturePreview>>.Of(
                Previews(now.Tree, now.Tree.Moved(organization, to), organization)
            );
    }

    public Task<Result<ChangeId?>> MoveAsync(
        Actor actor,
        OrganizationId organization,
        OrganizationId to,
        long? expectedVersion,
        string? reason,
        CancellationToken cancellation
    ) =>
        db.WriteAsync<ChangeId?>(
            async () =>
            {
                var before = await current.LockAsync(cancellation);
                var tree = before.Tree.Organizations;
                if (
                    await db.Organizations.SingleOrDefaultAsync(one => one.Id == organization, cancellation)
                    is not { } row
                )
                {
                    return new NotFound("organization");
                }
                if (expectedVersion is { } expected && expected != row.Version)
                {
                    return new ChangedMeanwhile(row.Name);
                }
                if (CheckMove(tree, organization, to) is { } refusal)
                {
                    return refusal;
                }
                if (row.ParentId == to)
                {
                    return (ChangeId?)null;
                }
                var after = before.Tree.Moved(organization, to);
                var change = record.Record(
                    actor,
                    new NewChange(
                        FeatureReverter.Moved,
                        organization,
                        row.Name,
                        $"{row.Name} to {tree.NameOf(to)}",
                        new { parent = Place(tree, row.ParentId!.Value) },
                        new { parent = Place(tree, to) }
                    )
                    {
                        Reason = reason,
                        Affected = await AffectedAsync(Previews(before.Tree, after, organization), cancellation),
                    }
                );
                row.Move(to, before.Version + 1);
                await current.StoreAsync(
                    before,
                    after,
                    actor,
                    change,
                    new FeatureNode(organization),
                    announced: true,
                    cancellation
                );
                return (ChangeId?)change;
            },
            cancellation
        );

    /// Who is in an organization or below it, without those of whom there are none.
    public async Task<IReadOnlyList<Occupants>> InsideAsync(OrganizationId organization, CancellationToken cancellation)
    {
        var tree = (await current.NowAsync(cancellation)).Tree.Organizations;
        var all = tree.Subtree(organization).ToArray().Select(row => row.Id).ToList();
        var inside = new List<Occupants>();
        if (all.Count > 1)
        {
            inside.Add(new Occupants(all.Count - 1, "sub-organization", "sub-organizations"));
        }
        foreach (var source in occupants)
        {
            var found = await source.CountAsync(all, cancellation);
            if (found.Count > 0)
            {
                inside.Add(found);
            }
        }
        return inside;
    }

    public Task<Result> DeleteAsync(Actor actor, OrganizationId organization, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                var before = await current.LockAsync(cancellation);
                var tree = before.Tree.Organizations;
                if (
                    await db.Organizations.SingleOrDefaultAsync(one => one.Id == organization, cancellation)
                    is not { } row
                )
                {
                    return new NotFound("organization");
                }
                if (row.ParentId is not { } parent)
                {
                    return new TopmostStays();
                }
                var inside = await InsideAsync(organization, cancellation);
                if (inside.Count > 0)
                {
                    return new NotEmpty(row.Name, inside);
                }
                // Recorded at the parent: whoever saw the organization may still read that it went.
                var change = record.Record(
                    actor,
                    new NewChange(
                        "organization.deleted",
                        parent,
                        tree.NameOf(parent),
                        row.Name,
                        new
                        {
                            row.Id,
                            row.Name,
                            parent = Place(tree, parent),
                        },
                        null
                    )
                );
                db.Organizations.Remove(row);
                await db
                    .FeatureValues.Where(value => value.NodeId == organization.Value)
                    .ExecuteDeleteAsync(cancellation);
                await current.StoreAsync(
                    before,
                    before.Tree.Removed(organization),
                    actor,
                    change,
                    new FeatureNode(parent),
                    announced: false,
                    cancellation
                );
                return Result.Done;
            },
            cancellation
        );

    private static Refusal? CheckMove(OrganizationTree tree, OrganizationId organization, OrganizationId to)
    {
        if (!tree.Contains(organization) || !tree.Contains(to))
        {
            return new NotFound("organization");
        }
        var row = tree[tree.Position(organization)];
        return row.Parent is null ? new TopmostStays()
            : tree.IsWithin(to, organization) ? new WouldBeACycle(row.Name)
            : tree.Depth(to) + tree.Height(organization) > DeepestAllowed ? new TooDeep(DeepestAllowed)
            : row.Parent != to && IsTaken(tree, to, row.Name, organization) ? new NameTaken(row.Name, tree.NameOf(to))
            : null;
    }

    public async Task<IReadOnlyDictionary<string, int>> AffectedAsync(
        IReadOnlyList<FeaturePreview> previews,
        CancellationToken cancellation
    )
    {
        var affected = new Dictionary<string, int>();
        foreach (var preview in previews)
        {
            foreach (var (what, count) in preview.Effect.Counts(await reach.OfAsync(preview.Effect, cancellation)))
            {
                affected[what] = affected.GetValueOrDefault(what) + count;
            }
        }
        return affected;
    }

    private static List<FeaturePreview> Previews(FeatureTree before, FeatureTree after, OrganizationId organization) =>
        [
            .. before.Features.Select(feature =>
                FeaturePreview.Of(before[feature], after[feature], new FeatureNode(organization))
            ),
        ];

    private static bool IsTaken(OrganizationTree tree, OrganizationId parent, string name, OrganizationId? except) =>
        tree.Children(parent)
            .Any(sibling => sibling.Id != except && Organization.KeyOf(sibling.Name) == Organization.KeyOf(name));

    private static object Place(OrganizationTree tree, OrganizationId organization) =>
        new { id = organization, name = tree.NameOf(organization) };
}
