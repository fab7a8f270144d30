using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Settings;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

/// Only what nobody is in, nor below, can go.
internal static class DeleteOrganization
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
        OrganizationShape shape,
        CurrentTree current,
        CancellationToken cancellation
    ) => RenderAsync(scope, null, shape, current, cancellation);

    private static async Task<IResult> Post(
        OrganizationScope scope,
        [FromForm] Request request,
        OrganizationShape shape,
        CurrentTree current,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        if (request.Confirmation?.Trim() != scope.Name)
        {
            return await RenderAsync(scope, new NameNotTyped(scope.Name), shape, current, cancellation);
        }
        var seen = await caller.ReachAsync(null, cancellation);
        var tree = (await current.NowAsync(cancellation)).Tree.Organizations;
        var deleted = await shape.DeleteAsync(scope.Actor, scope.Organization, cancellation);
        return deleted.Refusal is { Kind: RefusalKind.Invalid or RefusalKind.Conflict } refusal
            ? await RenderAsync(scope, refusal, shape, current, cancellation)
            : deleted.ToHttp(() =>
                tree[tree.Position(scope.Organization)].Parent is { } parent && seen.Contains(parent)
                    ? Page.SeeOther(Addresses.Organizations(parent))
                    : Page.SeeOther("/portal")
            );
    }

    private static async Task<IResult> Delete(
        OrganizationScope scope,
        OrganizationShape shape,
        CancellationToken cancellation
    ) => (await shape.DeleteAsync(scope.Actor, scope.Organization, cancellation)).ToHttp(() => Results.NoContent());

    private static async Task<IResult> RenderAsync(
        OrganizationScope scope,
        Refusal? refusal,
        OrganizationShape shape,
        CurrentTree current,
        CancellationToken cancellation
    )
    {
        var tree = (await current.NowAsync(cancellation)).Tree.Organizations;
        var topmost = tree[tree.Position(scope.Organization)].Parent is null;
        var model = new DeleteModel(
            scope,
            topmost,
            await shape.InsideAsync(scope.Organization, cancellation),
            refusal?.Message
        );
        return Page.Of<DeletePage>(new { Shown = model }, refusal?.Kind.Status() ?? StatusCodes.Status200OK);
    }

    internal sealed record Request : IRequest
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
