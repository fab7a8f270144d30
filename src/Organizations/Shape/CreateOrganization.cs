using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Shape;

/// A new sub-organization; it follows what is above it from the first moment.
internal static class CreateOrganization
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
        [FromForm] Request request,
        InputErrors errors,
        OrganizationShape shape,
        CancellationToken cancellation
    )
    {
        if (errors.Any)
        {
            return Form(scope, request.Name, errors);
        }
        var created = await shape.CreateAsync(scope.Actor, scope.Organization, request.Name, cancellation);
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
        OrganizationShape shape,
        CancellationToken cancellation
    )
    {
        var created = await shape.CreateAsync(scope.Actor, scope.Organization, request.Name, cancellation);
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

    private static IResult Form(OrganizationScope scope, string? name, InputErrors? errors) =>
        Page.Of<OrganizationNamePage>(
            new { Shown = new OrganizationNameModel(scope, name, null, errors?.All, IsNew: true) },
            errors is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity
        );

    internal sealed record Request : IRequest
    {
        [Required(ErrorMessage = "Give the organization a name.")]
        [StringLength(100, ErrorMessage = "A name has 100 characters at most.")]
        public string Name { get; init; } = "";
    }
}
