using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Settings;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

/// To another place in the tree, after a look at what that changes: inherited values change with the parent.
internal sealed class MoveOrganization(
    OrganizationShape shape,
    FeatureReach reach,
    FeatureCatalog catalog,
    CurrentTree current,
    ICaller caller,
    TrunklineDb db
)
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/organization/move", Show).Requires(OrganizationPrivileges.Profile);
        faces
            .Portal.MapPost("/o/{organization}/organization/move", Post)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.moved");
        faces
            .Api.MapPost("/organizations/{organization}/move", Move)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.moved");
    }

    private static Task<IResult> Show(
        OrganizationScope scope,
        OrganizationId? to,
        MoveOrganization page,
        CancellationToken cancellation
    ) => page.RenderAsync(scope, to, null, cancellation);

    private static async Task<IResult> Post(
        OrganizationScope scope,
        [FromForm] Form form,
        MoveOrganization page,
        CancellationToken cancellation
    )
    {
        if (!Id.TryParse<OrganizationId>(form.To, out var to))
        {
            return await page.RenderAsync(
                scope,
                null,
                new InvalidInput("to", "Choose where it should go."),
                cancellation
            );
        }
        var moved = await page.RunAsync(scope, new Request(to, form.Version, form.Reason), cancellation);
        return moved.Refusal is { Kind: RefusalKind.Invalid or RefusalKind.Conflict } refusal
            ? await page.RenderAsync(scope, to, refusal, cancellation)
            : moved.ToHttp(change =>
                Page.SeeOther($"{Addresses.Organization(scope.Organization)}{(change is { } id ? $"?done={id}" : "")}")
            );
    }

    private static async Task<IResult> Move(
        OrganizationScope scope,
        [FromBody] Request request,
        MoveOrganization page,
        CancellationToken cancellation
    )
    {
        var moved = await page.RunAsync(scope, request, cancellation);
        return moved.ToHttp(change => Results.Ok(new { changed = change is not null, change }));
    }

    private async Task<Result<Auditing.Contracts.ChangeId?>> RunAsync(
        OrganizationScope scope,
        Request request,
        CancellationToken cancellation
    )
    {
        var target = await caller.AccessOrganizationAsync(request.To, OrganizationPrivileges.Profile, cancellation);
        return target.Succeeded
            ? await shape.MoveAsync(
                scope.Actor,
                scope.Organization,
                target.Value.Organization,
                request.Version,
                request.Reason,
                cancellation
            )
            : target.Refusal!;
    }

    private async Task<IResult> RenderAsync(
        OrganizationScope scope,
        OrganizationId? to,
        Refusal? refusal,
        CancellationToken cancellation
    )
    {
        var allowed = await caller.ReachAsync(OrganizationPrivileges.Profile, cancellation);
        var tree = (await current.NowAsync(cancellation)).Tree.Organizations;
        var here = tree[tree.Position(scope.Organization)];
        var targets = tree
            .Rows.Where(row =>
                allowed.Contains(row.Id) && row.Id != here.Parent && !tree.IsWithin(row.Id, scope.Organization)
            )
            .ToList();
        var effects = new List<MoveEffect>();
        if (to is { } target && targets.Exists(row => row.Id == target))
        {
            var previews = await shape.PreviewMoveAsync(scope.Organization, target, cancellation);
            refusal ??= previews.Refusal;
            foreach (var preview in previews.Succeeded ? previews.Value : [])
            {
                if (catalog.Find(preview.After.Feature) is { Succeeded: true } feature)
                {
                    effects.Add(
                        new MoveEffect(feature.Value, preview, await reach.OfAsync(preview.Effect, cancellation))
                    );
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
            targets.Exists(row => row.Id == to) ? to : null,
            version,
            effects,
            refusal?.Message
        );
        return Page.Of<MovePage>(new { Shown = model }, refusal?.Kind.Status() ?? StatusCodes.Status200OK);
    }

    internal sealed record Request(
        OrganizationId To,
        long? Version = null,
        [property: StringLength(500)] string? Reason = null
    ) : IRequest;

    internal sealed record Form : IRequest
    {
        public string? To { get; init; }

        public long? Version { get; init; }

        [StringLength(500)]
        public string? Reason { get; init; }
    }
}

internal sealed record MoveEffect(Feature Feature, FeaturePreview Preview, Reached People);

internal sealed record MoveModel(
    OrganizationScope Scope,
    OrganizationTree Tree,
    IReadOnlyList<OrganizationRow> Targets,
    OrganizationId? To,
    long Version,
    IReadOnlyList<MoveEffect> Effects,
    string? Refusal
);
