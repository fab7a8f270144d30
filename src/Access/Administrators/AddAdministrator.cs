using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Access.SignIn;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Ui.Contracts;

namespace Trunkline.Access.Administrators;

/// Gives a role in this organization to a new administrator, who is invited, or to one who is there already.
internal static class AddAdministrator
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/administrators/new", Show).Requires(AccessPrivileges.Administrators);
        faces
            .Portal.MapPost("/o/{organization}/administrators", Handle)
            .Requires(AccessPrivileges.Administrators)
            .Audits("administrator.added, role.given, administrator.invited");
    }

    private static async Task<IResult> Show(
        OrganizationScope scope,
        RoleRules rules,
        PrivilegeCatalog catalog,
        CancellationToken cancellation
    ) => await FormAsync(scope, rules, catalog, new(), null, StatusCodes.Status200OK, cancellation);

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        Request request,
        InputErrors errors,
        HttpContext context,
        ShownOnce shownOnce,
        Adding adding,
        RoleRules rules,
        PrivilegeCatalog catalog,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        if (!EmailAddress.IsAcceptable(request.Email ?? "") && errors.For(nameof(Request.Email)) is null)
            errors.Add(nameof(Request.Email), "Enter an e-mail address, for example name@company.example.");
        if (errors.Any)
            return await FormAsync(
                scope,
                rules,
                catalog,
                request,
                errors.All,
                StatusCodes.Status422UnprocessableEntity,
                cancellation
            );
        var added = await db.WriteAsync(() => adding.AddAsync(context, scope, request, cancellation), cancellation);
        if (added.Refusal is { } refusal)
            return await FormAsync(
                scope,
                rules,
                catalog,
                request,
                FormRefusal.Errors(
                    refusal,
                    refusal is GivesMoreThanHeld or NotFound or RightsChanged
                        ? nameof(Request.Role)
                        : nameof(Request.Email)
                ),
                refusal.Kind.Status(),
                cancellation
            );
        var (grant, administrator, link) = added.Value;
        if (link is null)
            return Page.SeeOther($"/portal/o/{scope.Organization}/administrators?added={grant}");
        shownOnce.Keep(context, new AdministratorsPage.NewLink(administrator.Name, administrator.Email, link));
        return Page.SeeOther($"/portal/o/{scope.Organization}/administrators");
    }

    private static async Task<IResult> FormAsync(
        OrganizationScope scope,
        RoleRules rules,
        PrivilegeCatalog catalog,
        Request request,
        IReadOnlyDictionary<string, string[]>? errors,
        int status,
        CancellationToken cancellation
    ) =>
        Page.Of<AddAdministratorPage>(
            new
            {
                Scope = scope,
                Roles = await RoleChoices.OfAsync(scope, rules, catalog, cancellation),
                request.Name,
                request.Email,
                request.Role,
                Errors = errors,
            },
            status
        );

    internal sealed record Request : IForm<Request>
    {
        [Required(ErrorMessage = "Enter the administrator's name."), OneLine, StringLength(120)]
        public string? Name { get; init; }

        [Required(ErrorMessage = "Enter an e-mail address."), StringLength(EmailAddress.Longest)]
        public string? Email { get; init; }

        [Required(ErrorMessage = "Choose a role.")]
        public string? Role { get; init; }
    }

    /// The grant, and the link for somebody who has to set a password first.
    internal sealed record Added(GrantId Grant, Administrator Administrator, string? Link);

    internal sealed class Adding(
        TrunklineDb db,
        RoleRules rules,
        Invitations invitations,
        IChangeRecord record,
        TimeProvider time
    )
    {
        public async Task<Result<Added>> AddAsync(
            HttpContext context,
            OrganizationScope scope,
            Request request,
            CancellationToken cancellation
        )
        {
            if (await rules.TakeTurnAsync(scope, cancellation) is { } changed)
                return changed;
            var given = Id.TryParse<RoleId>(request.Role, out var wanted)
                ? await rules.CheckGivingAsync(scope, wanted, cancellation)
                : new NotFound("role");
            if (given.Refusal is { } refusal)
                return refusal;
            var role = given.Value;
            var key = EmailAddress.Key(request.Email!);
            var administrator = await db.Administrators.SingleOrDefaultAsync(one => one.EmailKey == key, cancellation);
            // Over all enterprises: nobody signs in with an address that is another's.
            if (
                administrator is null
                && await db
                    .Administrators.IgnoreQueryFilters(["Enterprise"])
                    .AnyAsync(one => one.EmailKey == key, cancellation)
            )
                return new EmailTaken();
            if (
                administrator is not null
                && await db.Grants.AnyAsync(
                    one =>
                        one.HolderId == administrator.Id
                        && one.RoleId == role.Id
                        && one.OrganizationId == scope.Organization,
                    cancellation
                )
            )
                return new AlreadyHolds(administrator.Name, role.Name, scope.Name);

            var isNew = administrator is null;
            if (administrator is null)
            {
                administrator = new(scope.Enterprise, request.Name!, request.Email!, time.GetUtcNow());
                db.Add(administrator);
            }
            // A link that was made before would open more than whoever made it holds.
            var joins = isNew || !await Invitations.HasJoinedAsync(db, administrator.Id, cancellation);
            if (joins && await invitations.CheckAsync(administrator, cancellation) is { } more)
                return more;
            var grant = new Grant(scope.Enterprise, administrator.Id, role.Id, scope.Organization);
            db.Add(grant);
            await db.SaveChangesAsync(cancellation); // the link names the topmost of all roles
            var link =
                isNew ? await invitations.InviteAsync(context, scope.Actor, scope.Name, administrator, cancellation)
                : joins ? await invitations.RenewAsync(context, scope.Actor, administrator, cancellation)
                : null;
            record.Record(
                scope.Actor,
                new(
                    isNew ? "administrator.added" : "role.given",
                    scope.Organization,
                    scope.Name,
                    $"{role.Name} in {scope.Name} to {administrator.Name}",
                    null,
                    new { Administrator = administrator.Email, Role = role.Name }
                )
            );
            return new Added(grant.Id, administrator, link);
        }
    }
}
