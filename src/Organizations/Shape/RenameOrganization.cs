using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

internal static class RenameOrganization
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/organization/edit", Show).Requires(OrganizationPrivileges.Profile);
        faces
            .Portal.MapPost("/o/{organization}/organization/edit", Post)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.renamed");
        faces
            .Api.MapPatch("/organizations/{organization}", Patch)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.renamed");
    }

    private static async Task<IResult> Show(OrganizationScope scope, TrunklineDb db, CancellationToken cancellation) =>
        Form(scope, scope.Name, await VersionAsync(scope, db, cancellation), null, StatusCodes.Status200OK);

    private static async Task<IResult> Post(
        OrganizationScope scope,
        [FromForm] Request request,
        InputErrors errors,
        OrganizationShape shape,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        if (errors.Any)
        {
            return Form(scope, request.Name, request.Version, errors, StatusCodes.Status422UnprocessableEntity);
        }
        var renamed = await shape.RenameAsync(
            scope.Actor,
            scope.Organization,
            request.Name,
            request.Version,
            cancellation
        );
        if (renamed.Refusal is { Kind: RefusalKind.Conflict } conflict)
        {
            errors.Add("name", conflict.Message);
            return Form(
                scope,
                request.Name,
                await VersionAsync(scope, db, cancellation),
                errors,
                StatusCodes.Status409Conflict
            );
        }
        return renamed.ToHttp(() => Page.SeeOther(Addresses.Organization(scope.Organization)));
    }

    private static async Task<IResult> Patch(
        OrganizationScope scope,
        [FromBody] Request request,
        OrganizationShape shape,
        CancellationToken cancellation
    )
    {
        var renamed = await shape.RenameAsync(
            scope.Actor,
            scope.Organization,
            request.Name,
            request.Version,
            cancellation
        );
        return renamed.ToHttp(() => Results.Ok(new { id = scope.Organization, name = request.Name.Trim() }));
    }

    private static Task<long> VersionAsync(OrganizationScope scope, TrunklineDb db, CancellationToken cancellation) =>
        db
            .Organizations.Where(row => row.Id == scope.Organization)
            .Select(row => row.Version)
            .SingleAsync(cancellation);

    private static IResult Form(
        OrganizationScope scope,
        string? name,
        long? version,
        InputErrors? errors,
        int status
    ) =>
        Page.Of<OrganizationNamePage>(
            new { Shown = new OrganizationNameModel(scope, name, version, errors?.All, IsNew: false) },
            status
        );

    internal sealed record Request : IRequest
    {
        [Required(ErrorMessage = "Give the organization a name.")]
        [StringLength(100, ErrorMessage = "A name has 100 characters at most.")]
        public string Name { get; init; } = "";

        public long? Version { get; init; }
    }
}
