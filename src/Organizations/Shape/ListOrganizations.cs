using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Settings;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

/// The tree as far as the caller sees it.
internal static class ListOrganizations
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/organizations", Show).RequiresAnyPrivilege();
        faces.Api.MapGet("/organizations", List).RequiresAnyPrivilege();
        faces.Api.MapGet("/organizations/{organization}", Get).RequiresAnyPrivilege();
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        [AsParameters] Filter filter,
        CurrentTree current,
        FeatureCatalog catalog,
        FeatureReach reach,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        var seen = await caller.ReachAsync(null, cancellation);
        var tree = (await current.NowAsync(cancellation)).Tree;
        var feature = catalog.All.FirstOrDefault(one => one.Key.Name == filter.Feature) ?? catalog.All.FirstOrDefault();
        var counts = await reach.CountAsync(
            [.. tree.Organizations.Rows.Select(row => row.Id).Where(seen.Contains)],
            cancellation
        );
        var model = new OrganizationsModel(
            scope,
            tree.Organizations,
            feature,
            catalog.All,
            feature is null ? null : tree[feature.Key],
            seen,
            await caller.ReachAsync(OrganizationPrivileges.Profile, cancellation),
            counts,
            string.IsNullOrWhiteSpace(filter.Q) ? null : filter.Q.Trim(),
            filter.Done
        );
        return Page.Of<OrganizationsPage>(new { Shown = model });
    }

    private static async Task<IResult> List(
        [AsParameters] Request request,
        CurrentTree current,
        ICaller caller,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var seen = await caller.ReachAsync(null, cancellation);
        var tree = (await current.NowAsync(cancellation)).Tree.Organizations;
        var start = 0;
        if (request.Cursor is { } cursor)
        {
            if (!tree.TryPosition(cursor, out var position))
            {
                return new InvalidInput(
                    "cursor",
                    "That organization is gone meanwhile. Begin again without it."
                ).ToHttp();
            }
            start = position + 1;
        }
        var page = tree.Rows.Skip(start).Where(row => seen.Contains(row.Id)).Take((request.Limit ?? 100) + 1).ToList();
        var shown = page.Take(request.Limit ?? 100).ToList();
        var items = await ShownAsync(shown, tree, seen, db, cancellation);
        return Results.Ok(new { items, next = page.Count > shown.Count ? shown[^1].Id : (OrganizationId?)null });
    }

    private static async Task<IResult> Get(
        OrganizationScope scope,
        CurrentTree current,
        ICaller caller,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var tree = (await current.NowAsync(cancellation)).Tree.Organizations;
        var seen = await caller.ReachAsync(null, cancellation);
        return Results.Ok(
            (await ShownAsync([tree[tree.Position(scope.Organization)]], tree, seen, db, cancellation)).Single()
        );
    }

    private static async Task<IReadOnlyList<ShownOrganization>> ShownAsync(
        IReadOnlyList<OrganizationRow> rows,
        OrganizationTree tree,
        IReadOnlySet<OrganizationId> seen,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var ids = rows.Select(row => row.Id).ToList();
        var versions = await db
            .Organizations.Where(row => ids.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row.Version, cancellation);
        return
        [
            .. rows.Select(row => new ShownOrganization(
                row.Id,
                row.Name,
                row.Parent is { } parent && seen.Contains(parent) ? parent : null,
                [.. tree.Path(row.Id).Where(step => seen.Contains(step.Id)).Select(step => step.Name)],
                versions.GetValueOrDefault(row.Id)
            )),
        ];
    }

    internal sealed record Request : IRequest
    {
        public OrganizationId? Cursor { get; init; }

        [Range(1, 500)]
        public int? Limit { get; init; }
    }

    internal sealed record Filter : IRequest
    {
        [StringLength(80)]
        public string? Feature { get; init; }

        [StringLength(100)]
        public string? Q { get; init; }

        public string? Done { get; init; }
    }
}

/// Path names what the caller sees on the way down, the organization itself last.
internal sealed record ShownOrganization(
    OrganizationId Id,
    string Name,
    OrganizationId? Parent,
    IReadOnlyList<string> Path,
    long Version
);

internal sealed record OrganizationsModel(
    OrganizationScope Scope,
    OrganizationTree Tree,
    Feature? Feature,
    IReadOnlyList<Feature> Features,
    FeatureValues? Values,
    IReadOnlySet<OrganizationId> Seen,
    IReadOnlySet<OrganizationId> Shapeable,
    IReadOnlyDictionary<OrganizationId, LeafCount> Counts,
    string? Words,
    string? Done
)
{
    /// Where the tree begins for this reader: what he sees without seeing its parent.
    public IEnumerable<OrganizationRow> Tops =>
        Tree.Rows.Where(row => Seen.Contains(row.Id) && !(row.Parent is { } parent && Seen.Contains(parent)));

    public IEnumerable<OrganizationRow> Found =>
        Tree.Rows.Where(row =>
            Seen.Contains(row.Id) && row.Name.Contains(Words ?? "", StringComparison.OrdinalIgnoreCase)
        );

    /// The enterprise itself without sub-organizations, and not merely all that this reader sees of one.
    public bool IsAlone => Tree.Rows.Count == 1;

    public int Here(OrganizationId organization) => Counts.GetValueOrDefault(organization).Active;

    public int HereAndBelow(OrganizationId organization)
    {
        var total = 0;
        foreach (var row in Tree.Subtree(organization))
        {
            total += Here(row.Id);
        }
        return total;
    }

    public string PathOf(OrganizationId organization) =>
        string.Join(
            " / ",
            Tree.Path(organization).SkipLast(1).Where(row => Seen.Contains(row.Id)).Select(row => row.Name)
        );
}
