using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
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

/// To another place in the tree; inherited values change with the parent.
internal sealed class MoveOrganization(
    TrunklineDb db,
    CurrentTree current,
    FeatureReach reach,
    IChangeRecord record,
    ICaller caller
)
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapPost("/o/{organization}/organization/move", Post)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.moved, organization.left");
        faces
            .Api.MapPost("/organizations/{organization}/move", Move)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.moved, organization.left");
    }

    private static async Task<IResult> Post(
        OrganizationScope scope,
        Form form,
        MoveOrganization move,
        ReviewMove review,
        CancellationToken cancellation
    )
    {
        if (!Id.TryParse<OrganizationId>(form.To, out var to))
        {
            return await review.RenderAsync(
                scope,
                null,
                form.Reason,
                new InvalidInput("to", "Choose where it should go."),
                cancellation
            );
        }
        var moved = await move.RunAsync(scope, new Request(to, form.Version, form.Reason, form.Seen), cancellation);
        return moved.Refusal is { Kind: RefusalKind.Invalid or RefusalKind.Conflict } or RaisesOwnPrivileges
            ? await review.RenderAsync(scope, to, form.Reason, moved.Refusal, cancellation)
            : moved.ToHttp(change =>
                Page.SeeOther($"{Addresses.Organization(scope.Organization)}{(change is { } id ? $"?done={id}" : "")}")
            );
    }

    private static async Task<IResult> Move(
        OrganizationScope scope,
        [FromBody] Request request,
        MoveOrganization move,
        CancellationToken cancellation
    )
    {
        var moved = await move.RunAsync(scope, request, cancellation);
        return moved.ToHttp(change => Results.Ok(new { changed = change is not null, change }));
    }

    private async Task<Result<ChangeId?>> RunAsync(
        OrganizationScope scope,
        Request request,
        CancellationToken cancellation
    )
    {
        var target = await caller.AccessOrganizationAsync(request.To, OrganizationPrivileges.Profile, cancellation);
        return target.Refusal is { } refusal ? refusal
            : RaisesOwnPrivileges.By(scope.Name, scope, target.Value) is { } raises ? raises
            : await RunAsync(scope.Actor, scope.Organization, request, cancellation);
    }

    private Task<Result<ChangeId?>> RunAsync(
        Actor actor,
        OrganizationId organization,
        Request request,
        CancellationToken cancellation
    ) =>
        db.WriteAsync<ChangeId?>(
            async () =>
            {
                var to = request.To;
                var before = await current.LockAsync(cancellation);
                var tree = before.Tree.Organizations;
                if (
                    await db.Organizations.SingleOrDefaultAsync(one => one.Id == organization, cancellation)
                    is not { } row
                )
                {
                    return new NotFound("organization");
                }
                if (request.Version is { } expected && expected != row.Version)
                {
                    return new ChangedMeanwhile(row.Name);
                }
                if (tree.RefusalToMove(organization, to) is { } refusal)
                {
                    return refusal;
                }
                if (row.ParentId == to)
                {
                    return (ChangeId?)null;
                }
                var effects = await EffectsAsync(before.Tree, organization, to, cancellation);
                if (request.Seen is { } seen && seen != SeenEffect.Of(effects))
                {
                    return new ReachChanged();
                }
                var after = before.Tree.Moved(organization, to);
                var change = record.Record(
                    actor,
                    new NewChange(
                        FeatureReverter.Moved,
                        organization,
                        row.Name,
                        $"{row.Name} to {tree.NameOf(to)}",
                        new { parent = tree.Place(row.ParentId!.Value) },
                        new { parent = tree.Place(to) }
                    )
                    {
                        Reason = request.Reason,
                        Affected = FeatureReach.Affected(effects),
                    }
                );
                record.Record(actor, Left(row.Name, row.ParentId!.Value, tree, request.Reason));
                row.Move(to, before.NextVersion);
                await current.StoreAsync(
                    before,
                    after,
                    actor,
                    change,
                    new FeatureNode(organization),
                    announced: true,
                    cancellation
                );
                db.Later(new OrganizationMoved(organization));
                return (ChangeId?)change;
            },
            cancellation
        );

    /// Beside the move itself, which is on record at the organization: who looks after the place that it left sees no more of where it
    /// went than before.
    internal static NewChange Left(string name, OrganizationId parent, OrganizationTree tree, string? reason) =>
        new("organization.left", parent, tree.NameOf(parent), name, null, null) { Reason = reason };

    private async Task<IReadOnlyList<(FeatureEffect Effect, Reached People)>> EffectsAsync(
        FeatureTree tree,
        OrganizationId organization,
        OrganizationId to,
        CancellationToken cancellation
    )
    {
        var effects = new List<(FeatureEffect, Reached)>();
        foreach (var preview in FeaturePreview.OfMove(tree, organization, to))
        {
            effects.Add((preview.Effect, await reach.OfAsync(preview.Effect, cancellation)));
        }
        return effects;
    }

    internal sealed record Request(
        OrganizationId To,
        long? Version = null,
        [property: StringLength(500)] string? Reason = null,
        [property: StringLength(16)] string? Seen = null
    ) : IRequest;

    internal sealed record Form : IForm<Form>
    {
        public string? To { get; init; }

        public long? Version { get; init; }

        [StringLength(16)]
        public string? Seen { get; init; }

        [StringLength(500)]
        public string? Reason { get; init; }
    }
}
