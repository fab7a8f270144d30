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

/// What a move would change, before it is made.
internal sealed class ReviewMove(
    TrunklineDb db,
    CurrentTree current,
    FeatureReach reach,
    FeatureCatalog catalog,
    ICaller caller
)
{
    public static void Map(Faces faces) =>
        faces.Portal.MapGet("/o/{organization}/organization/move", Show).Requires(OrganizationPrivileges.Profile);

    private static Task<IResult> Show(
        OrganizationScope scope,
        OrganizationId? to,
        ReviewMove review,
        CancellationToken cancellation
    ) => review.RenderAsync(scope, to, null, null, cancellation);

    public async Task<IResult> RenderAsync(
        OrganizationScope scope,
        OrganizationId? to,
        string? reason,
        Refusal? refusal,
        CancellationToken cancellation
    )
    {
        var allowed = await caller.ReachAsync(OrganizationPrivileges.Profile, cancellation);
        var now = (await current.NowAsync(cancellation)).Tree;
        var tree = now.Organizations;
        var here = tree[tree.Position(scope.Organization)];
        var targets = tree
            .Rows.Where(row =>
                allowed.Contains(row.Id) && row.Id != here.Parent && !tree.IsWithin(row.Id, scope.Organization)
            )
            .ToList();
        var effects = new List<MoveEffect>();
        var shown = new List<(FeatureEffect, Reached)>();
        if (to is { } target && targets.Exists(row => row.Id == target))
        {
            var impossible = now.Organizations.RefusalToMove(scope.Organization, target);
            refusal ??= impossible;
            foreach (var preview in impossible is null ? FeaturePreview.OfMove(now, scope.Organization, target) : [])
            {
                var people = await reach.OfAsync(preview.Effect, cancellation);
                shown.Add((preview.Effect, people));
                if (catalog.Find(preview.After.Feature) is { Succeeded: true } feature)
                {
                    effects.Add(new MoveEffect(feature.Value, preview, people));
                }
            }
        }
        var version = await db
            .Organizations.Where(row => row.Id == scope.Organization)
            .Select(row => row.Version)
            .SingleAsync(cancellation);
        var model = new MoveModel(
            scope,
            tree,
            targets,
            await caller.ReachAsync(null, cancellation),
            targets.Exists(row => row.Id == to) ? to : null,
            version,
            effects,
            SeenEffect.Of(shown),
            reason,
            refusal?.Message
        );
        return Page.Of<MovePage>(new { Shown = model }, refusal?.Kind.Status() ?? StatusCodes.Status200OK);
    }
}

internal sealed record MoveEffect(Feature Feature, FeaturePreview Preview, Reached People);

internal sealed record MoveModel(
    OrganizationScope Scope,
    OrganizationTree Tree,
    IReadOnlyList<OrganizationRow> Targets,
    IReadOnlySet<OrganizationId> Visible,
    OrganizationId? To,
    long Version,
    IReadOnlyList<MoveEffect> Effects,
    string Seen,
    string? Reason,
    string? Refusal
);
