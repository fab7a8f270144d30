using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

/// A new sub-organization; it follows what is above it from the first moment.
internal sealed class CreateOrganization(TrunklineDb db, CurrentTree current, IChangeRecord record)
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/organizations/new", Show).Requires(OrganizationPrivileges.Profile);
        faces
            .Portal.MapPost("/o/{organization}/organizations/new", Post)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.created");
        faces
            .Api.MapPost("/organizations/{organization}/sub-organizations", Create)
            .Requires(OrganizationPrivileges.Profile)
            .Audits("organization.created");
    }

    private static IResult Show(OrganizationScope scope) => Form(scope, null, null);

    private static async Task<IResult> Post(
        OrganizationScope scope,
        Request request,
        InputErrors errors,
        CreateOrganization create,
        CancellationToken cancellation
    )
    {
        if (errors.Any)
        {
            return Form(scope, request.Name, errors);
        }
        var created = await create.RunAsync(scope.Actor, scope.Organization, request.Name, cancellation);
        if (created.Refusal is NameTaken or TooDeep)
        {
            errors.Add("name", created.Refusal.Message);
            return Form(scope, request.Name, errors);
        }
        return created.ToHttp(organization => Page.SeeOther(Addresses.Organization(organization)));
    }

    private static async Task<IResult> Create(
        OrganizationScope scope,
        [FromBody] Request request,
        CreateOrganization create,
        CancellationToken cancellation
    )
    {
        var created = await create.RunAsync(scope.Actor, scope.Organization, request.Name, cancellation);
        return created.ToHttp(id =>
            Results.Created(
                $"/api/v1/organizations/{id}",
                new
                {
                    id,
                    name = request.Name.Trim(),
                    parent = scope.Organization,
                }
            )
        );
    }

    public Task<Result<OrganizationId>> RunAsync(
        Actor actor,
        OrganizationId parent,
        string name,
        CancellationToken cancellation
    ) =>
        db.WriteAsync<OrganizationId>(
            async () =>
            {
                var before = await current.LockAsync(cancellation);
                var tree = before.Tree.Organizations;
                name = name.Trim();
                if (!tree.Contains(parent))
                {
                    return new NotFound("organization");
                }
                if (tree.Depth(parent) >= TreeRules.DeepestAllowed)
                {
                    return new TooDeep(TreeRules.DeepestAllowed);
                }
                if (tree.HasChildNamed(parent, name))
                {
                    return new NameTaken(name, tree.NameOf(parent));
                }
                var created = Organization.Found(actor.Enterprise, parent, name);
                db.Organizations.Add(created);
                var change = record.Record(
                    actor,
                    new NewChange(
                        "organization.created",
                        created.Id,
                        name,
                        $"{name} in {tree.NameOf(parent)}",
                        null,
                        new { name, parent = tree.Place(parent) }
                    )
                );
                var after = before.Tree.Created(new OrganizationRow(created.Id, parent, name));
                await current.StoreAsync(
                    before,
                    after,
                    actor,
                    change,
                    new FeatureNode(created.Id),
                    announced: false,
                    cancellation
                );
                return created.Id;
            },
            cancellation
        );

    private static IResult Form(OrganizationScope scope, string? name, InputErrors? errors) =>
        Page.Of<OrganizationNamePage>(
            new { Shown = new OrganizationNameModel(scope, name, null, errors?.All, IsNew: true) },
            errors is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity
        );

    internal sealed record Request : IForm<Request>
    {
        [Required(ErrorMessage = "Give the organization a name."), OneLine]
        [StringLength(100, ErrorMessage = "A name has 100 characters at most.")]
        public string Name { get; init; } = "";
    }
}
