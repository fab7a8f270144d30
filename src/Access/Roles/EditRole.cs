using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Roles;

/// Makes a role or changes what an existing one allows, for everybody who holds it, at their next request.
internal static class EditRole
{
    public static void Map(Faces faces)
    {
        var needed = AccessPrivileges.RolesAndPrivileges;
        faces.Portal.MapGet("/o/{organization}/roles/new", ShowNew).Requires(needed);
        faces.Portal.MapPost("/o/{organization}/roles", Create).Requires(needed).Audits("role.created");
        faces.Portal.MapGet("/o/{organization}/roles/{role}", Show).Requires(needed);
        faces
            .Portal.MapPost("/o/{organization}/roles/{role}", Change)
            .Requires(needed)
            .Audits("role.changed, administrator.invited");
    }

    private static IResult ShowNew(OrganizationScope scope, RoleEditing editing) =>
        Page.Of<RolePage>(editing.Blank(scope, new(), null));

    private static async Task<IResult> Create(
        OrganizationScope scope,
        Request request,
        InputErrors errors,
        RoleEditing editing,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        if (errors.Any)
            return Page.Of<RolePage>(
                editing.Blank(scope, request, errors.All),
                StatusCodes.Status422UnprocessableEntity
            );
        var created = await db.WriteAsync(() => editing.CreateAsync(scope, request, cancellation), cancellation);
        return created.Refusal is { } refusal
            ? Page.Of<RolePage>(
                editing.Blank(scope, request, FormRefusal.Errors(refusal, nameof(Request.Name))),
                refusal.Kind.Status()
            )
            : Page.SeeOther($"/portal/o/{scope.Organization}/roles?done=created");
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        RoleId role,
        RoleEditing editing,
        CancellationToken cancellation
    ) =>
        (await editing.FindAsync(scope, role, cancellation)).ToHttp(found =>
            Page.Of<RolePage>(editing.Filled(scope, found, null, null))
        );

    private static async Task<IResult> Change(
        OrganizationScope scope,
        RoleId role,
        Request request,
        InputErrors errors,
        HttpContext context,
        RoleEditing editing,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        var found = await editing.FindAsync(scope, role, cancellation);
        if (found.Refusal is { } unseen)
            return unseen.ToHttp();
        if (errors.Any)
            return Page.Of<RolePage>(
                editing.Filled(scope, found.Value, request, errors.All),
                StatusCodes.Status422UnprocessableEntity
            );
        var changed = await db.WriteAsync(
            () => editing.ChangeAsync(context, found.Value, request, cancellation),
            cancellation
        );
        return changed.Refusal is { } refusal
            ? Page.Of<RolePage>(
                refusal is ChangedMeanwhile
                    ? editing.Beside(scope, found.Value, request)
                    : editing.Filled(scope, found.Value, request, FormRefusal.Errors(refusal, "")),
                refusal.Kind.Status()
            )
            : Page.SeeOther($"/portal/o/{scope.Organization}/roles?done=saved");
    }

    internal sealed record Request : IForm<Request>
    {
        [Required(ErrorMessage = "Enter a name for the role."), OneLine, StringLength(80)]
        public string? Name { get; init; }

        public string[]? Privileges { get; init; }

        public int Version { get; init; }
    }
}
