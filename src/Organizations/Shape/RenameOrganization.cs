using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

internal sealed class RenameOrganization(TrunklineDb db, CurrentTree current, IChangeRecord record)
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

    private static async Task<IResult> Show(
        OrganizationScope scope,
        RenameOrganization rename,
        CancellationToken cancellation
    ) => Form(scope, scope.Name, await rename.VersionAsync(scope, cancellation), null, StatusCodes.Status200OK);

    private static async Task<IResult> Post(
        OrganizationScope scope,
        Request request,
        InputErrors errors,
        RenameOrganization rename,
        CancellationToken cancellation
    )
    {
        if (errors.Any)
        {
            return Form(scope, request.Name, request.Version, errors, StatusCodes.Status422UnprocessableEntity);
        }
        var renamed = await rename.RunAsync(
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
                await rename.VersionAsync(scope, cancellation),
                errors,
                StatusCodes.Status409Conflict
            );
        }
        return renamed.ToHttp(() => Page.SeeOther(Addresses.Organization(scope.Organization)));
    }

    private static async Task<IResult> Patch(
        OrganizationScope scope,
        [FromBody] Request request,
        RenameOrganization rename,
        CancellationToken cancellation
    )
    {
        var renamed = await rename.RunAsync(
            scope.Actor,
            scope.Organization,
            request.Name,
            request.Version,
            cancellation
        );
        return renamed.ToHttp(() => Results.Ok(new { id = scope.Organization, name = request.Name.Trim() }));
    }

    private Task<Result> RunAsync(
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
                if (row.ParentId is { } parent && tree.HasChildNamed(parent, name, organization))
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

    private Task<long> VersionAsync(OrganizationScope scope, CancellationToken cancellation) =>
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

    internal sealed record Request : IForm<Request>
    {
        [Required(ErrorMessage = "Give the organization a name."), OneLine]
        [StringLength(100, ErrorMessage = "A name has 100 characters at most.")]
        public string Name { get; init; } = "";

        public long? Version { get; init; }
    }
}
