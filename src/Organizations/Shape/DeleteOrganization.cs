using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

/// Only what nobody is in, nor below, can go.
internal sealed class DeleteOrganization(
    TrunklineDb db,
    CurrentTree current,
    IChangeRecord record,
    IEnumerable<IOrganizationOccupants> occupants
)
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/organization/delete", Show).Requires(OrganizationPrivileges.Profile);
        faces
            .Portal.MapPost("/o/{organization}/organization/delete", Post)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.deleted");
        faces
            .Api.MapDelete("/organizations/{organization}", Delete)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.deleted");
    }

    private static Task<IResult> Show(
        OrganizationScope scope,
        DeleteOrganization delete,
        CancellationToken cancellation
    ) => delete.RenderAsync(scope, null, cancellation);

    private static async Task<IResult> Post(
        OrganizationScope scope,
        Request request,
        DeleteOrganization delete,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        if (request.Confirmation?.Trim() != scope.Name)
        {
            return await delete.RenderAsync(scope, new NameNotTyped(scope.Name), cancellation);
        }
        var seen = await caller.ReachAsync(null, cancellation);
        var parent = await delete.ParentAsync(scope, cancellation);
        var deleted = await delete.RunAsync(scope.Actor, scope.Organization, cancellation);
        return deleted.Refusal is { Kind: RefusalKind.Invalid or RefusalKind.Conflict } refusal
            ? await delete.RenderAsync(scope, refusal, cancellation)
            : deleted.ToHttp(() =>
                parent is { } above && seen.Contains(above)
                    ? Page.SeeOther($"{Addresses.Organizations(above)}?done=deleted")
                    : Page.SeeOther("/portal")
            );
    }

    private static async Task<IResult> Delete(
        OrganizationScope scope,
        DeleteOrganization delete,
        CancellationToken cancellation
    ) => (await delete.RunAsync(scope.Actor, scope.Organization, cancellation)).ToHttp(() => Results.NoContent());

    private Task<Result> RunAsync(Actor actor, OrganizationId organization, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                // Before the tree: whoever puts somebody inside takes them in this order too.
                await db.HoldInsideAsync(organization, cancellation);
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
                            parent = tree.Place(parent),
                            features = OwnValues(before.Tree, organization),
                        },
                        null
                    )
                );
                await record.PassOnAsync(organization, parent, cancellation);
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

    private static Dictionary<string, OwnValue> OwnValues(FeatureTree tree, OrganizationId organization) =>
        tree
            .Features.Select(feature => (feature.Name, Own: tree[feature].Own(new FeatureNode(organization))))
            .Where(one => one.Own is not OwnValue.Inherit)
            .ToDictionary(one => one.Name, one => one.Own);

    /// Who is in an organization or below it, without those of whom there are none.
    private async Task<IReadOnlyList<Occupants>> InsideAsync(
        OrganizationId organization,
        CancellationToken cancellation
    )
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

    private async Task<OrganizationId?> ParentAsync(OrganizationScope scope, CancellationToken cancellation)
    {
        var tree = (await current.NowAsync(cancellation)).Tree.Organizations;
        return tree[tree.Position(scope.Organization)].Parent;
    }

    private async Task<IResult> RenderAsync(OrganizationScope scope, Refusal? refusal, CancellationToken cancellation)
    {
        var topmost = await ParentAsync(scope, cancellation) is null;
        var model = new DeleteModel(
            scope,
            topmost,
            await InsideAsync(scope.Organization, cancellation),
            refusal?.Message
        );
        return Page.Of<DeletePage>(new { Shown = model }, refusal?.Kind.Status() ?? StatusCodes.Status200OK);
    }

    internal sealed record Request : IForm<Request>
    {
        [StringLength(200)]
        public string? Confirmation { get; init; }
    }
}

internal sealed record DeleteModel(
    OrganizationScope Scope,
    bool IsTopmost,
    IReadOnlyList<Occupants> Inside,
    string? Refusal
);
