using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// Every change that wrote this setting here or above, and every move that may have changed what is inherited here; newest first, with
/// the way back.
internal static class FeatureHistory
{
    internal const int ShownAtMost = 100;

    public static void Map(Faces faces) =>
        faces.Portal.MapGet("/o/{organization}/setup/features/{feature}/history", Handle).RequiresAnyPrivilege();

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        FeatureKey feature,
        FeatureCatalog catalog,
        CurrentTree current,
        IChangeHistory history,
        ICaller caller,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        if (catalog.Find(feature) is { Refusal: { } unknown })
        {
            return unknown.ToHttp();
        }
        var path = (await current.NowAsync(cancellation))
            .Tree.Organizations.Path(scope.Organization)
            .Select(row => row.Id)
            .ToHashSet();
        var nodes = path.Select(row => row.Value).ToList();
        // Change ids sort by the time of their making.
        var changes = await db
            .FeatureEdits.Where(edit => edit.Feature == feature && nodes.Contains(edit.NodeId))
            .Select(edit => edit.ChangeId)
            .Distinct()
            .OrderByDescending(change => change)
            .Take(ShownAtMost)
            .ToListAsync(cancellation);
        var moves = await history.ListAsync(
            new ChangeFilter(path) { Kind = FeatureReverter.Moved },
            null,
            ShownAtMost,
            cancellation
        );
        List<RecordedChange> shown =
        [
            .. (await history.FindAsync(changes, cancellation))
                .Concat(moves.Changes)
                .DistinctBy(change => change.Id)
                .OrderByDescending(change => change.At)
                .Take(ShownAtMost),
        ];
        var may = new Dictionary<Privilege, IReadOnlySet<OrganizationId>>();
        foreach (var privilege in shown.SelectMany(FeatureReverter.Needed).Select(one => one.Privilege).Distinct())
        {
            may[privilege] = await caller.ReachAsync(privilege, cancellation);
        }
        var revertible = shown
            .Where(change => FeatureReverter.Needed(change).All(one => may[one.Privilege].Contains(one.Organization)))
            .Select(change => change.Id)
            .ToHashSet();
        var model = new HistoryModel(
            scope,
            catalog.Find(feature).Value,
            shown,
            await caller.ReachAsync(null, cancellation),
            revertible
        );
        return Page.Of<HistoryPage>(new { Shown = model });
    }
}

internal sealed record HistoryModel(
    OrganizationScope Scope,
    Feature Feature,
    IReadOnlyList<RecordedChange> Changes,
    IReadOnlySet<OrganizationId> Visible,
    IReadOnlySet<ChangeId> Revertible
);
