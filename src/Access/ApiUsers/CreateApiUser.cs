using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Access.Administrators;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.ApiUsers;

/// A token for a program, shown once.
internal static class CreateApiUser
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/api-users/new", Show).Requires(AccessPrivileges.ApiUsers);
        faces
            .Portal.MapPost("/o/{organization}/api-users", Handle)
            .Requires(AccessPrivileges.ApiUsers)
            .Audits("api-user.created");
    }

    private static Task<IResult> Show(
        OrganizationScope scope,
        RoleRules rules,
        PrivilegeCatalog catalog,
        CancellationToken cancellation
    ) => FormAsync(scope, rules, catalog, new() { Days = 90 }, null, StatusCodes.Status200OK, cancellation);

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        Request request,
        InputErrors errors,
        HttpContext context,
        ShownOnce shownOnce,
        Creating creating,
        RoleRules rules,
        PrivilegeCatalog catalog,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
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
        var created = await db.WriteAsync(() => creating.CreateAsync(scope, request, cancellation), cancellation);
        if (created.Refusal is { } refusal)
            return await FormAsync(
                scope,
                rules,
                catalog,
                request,
                FormRefusal.Errors(refusal, nameof(Request.Role)),
                refusal.Kind.Status(),
                cancellation
            );
        shownOnce.Keep(context, new ApiUsersPage.NewToken(request.Name!.Trim(), created.Value.Reveal()));
        return Page.SeeOther($"/portal/o/{scope.Organization}/api-users");
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
        Page.Of<CreateApiUserPage>(
            new
            {
                Scope = scope,
                Roles = await RoleChoices.OfAsync(scope, rules, catalog, cancellation),
                request.Name,
                request.Role,
                Days = request.Days.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Errors = errors,
            },
            status
        );

    internal sealed record Request : IForm<Request>
    {
        [Required(ErrorMessage = "Enter the name of the program."), OneLine, StringLength(120)]
        public string? Name { get; init; }

        [Required(ErrorMessage = "Choose a role.")]
        public string? Role { get; init; }

        [Range(1, 365, ErrorMessage = "Choose from 1 to 365 days.")]
        public int Days { get; init; }
    }

    internal sealed class Creating(TrunklineDb db, RoleRules rules, IChangeRecord record, TimeProvider time)
    {
        public async Task<Result<Secret>> CreateAsync(
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
            var token = Secret.New(ApiUser.TokenPrefix);
            var now = time.GetUtcNow();
            var user = new ApiUser(
                scope.Enterprise,
                request.Name!,
                scope.Actor.Id,
                token.Hash,
                now,
                now.AddDays(request.Days)
            );
            db.AddRange(user, new Grant(scope.Enterprise, user.Id, given.Value.Id, scope.Organization));
            record.Record(
                scope.Actor,
                new(
                    "api-user.created",
                    scope.Organization,
                    scope.Name,
                    $"API user {user.Name} in {scope.Name}",
                    null,
                    new { Role = given.Value.Name, user.ExpiresAt }
                )
            );
            return token;
        }
    }
}
