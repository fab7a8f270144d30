using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Settings;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

/// One organization: where it stands, what is below it, what is effective there and what changed lately.
internal static class ShowOrganization
{
    private const int ChangesShown = 10;

    public static void Map(Faces faces) =>
        faces.Portal.MapGet("/o/{organization}/organization", Handle).RequiresAnyPrivilege();

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        string? done,
        CurrentTree current,
        FeatureCatalog catalog,
        FeatureSettings settings,
        FeatureReach reach,
        IChangeHistory history,
        FeatureReverter reverter,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        var seen = await caller.ReachAsync(null, cancellation);
        var tree = (await current.NowAsync(cancellation)).Tree.Organizations;
        var effective = new List<FeatureSetting>();
        foreach (var feature in catalog.All)
        {
            effective.Add((await settings.ReadAsync(scope.Organization, feature.Key, seen, cancellation)).Value);
        }
        var below = tree.Subtree(scope.Organization).ToArray().Select(row => row.Id).ToHashSet();
        var counts = await reach.CountAsync(below, cancellation);
        var just = Id.TryParse<ChangeId>(done, out var change) ? await history.FindAsync(change, cancellation) : null;
        var model = new OrganizationModel(
            scope,
            [.. tree.Children(scope.Organization)],
            effective,
            counts.Values.Aggregate(default(LeafCount), (sum, count) => sum + count),
            // Who signed in is on the record, but changes nothing here.
            (
                await history.ListAsync(
                    new ChangeFilter(below) { Without = "session." },
                    null,
                    ChangesShown,
                    cancellation
                )
            ).Changes,
            just,
            just is not null && await reverter.MayRevertAsync(just, cancellation)
        );
        return Page.Of<OrganizationPage>(new { Shown = model });
    }
}

internal sealed record OrganizationModel(
    OrganizationScope Scope,
    IReadOnlyList<OrganizationRow> Children,
    IReadOnlyList<FeatureSetting> Effective,
    LeafCount People,
    IReadOnlyList<RecordedChange> Changes,
    RecordedChange? Done,
    bool MayUndo
)
{
    public bool MayShape => Scope.May(OrganizationPrivileges.Profile);
}
