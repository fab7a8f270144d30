using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Access.Contracts;
using Trunkline.Access.Roles;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Administrators;

/// On a server without administrators: who knows the printed token founds the enterprise and gets every privilege in it.
internal static class BecomeFirstAdministrator
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/first-administrator", Show).Public("Nobody can sign in yet.");
        faces
            .Portal.MapPost("/first-administrator", Handle)
            .Public("Nobody can sign in yet; the printed token stands for it.")
            .Audits("administrator.added");
    }

    private static async Task<IResult> Show(TrunklineDb db, CancellationToken cancellation) =>
        await OfferFirstAdministrator.ExistsAsync(db, cancellation)
            ? new NotFound("page").ToHttp()
            : Page.Of<FirstAdministratorPage>(new { });

    private static async Task<IResult> Handle(
        Request request,
        InputErrors errors,
        HttpContext context,
        TrunklineDb db,
        IServiceScopeFactory scopes,
        CancellationToken cancellation
    )
    {
        if (await OfferFirstAdministrator.ExistsAsync(db, cancellation))
            return new NotFound("page").ToHttp();
        if (PasswordPolicy.Objection(request.Password ?? "", request.Email ?? "") is { } objection && !errors.Any)
            errors.Add(nameof(Request.Password), objection);
        if (errors.Any)
            return Again(request, errors.All, StatusCodes.Status422UnprocessableEntity);

        await using var scope = scopes.CreateAsyncScope();
        var founding = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var founded = await founding.WriteAsync(
            () => FoundAsync(scope.ServiceProvider, request, cancellation),
            cancellation
        );
        if (founded.Refusal is { } refusal)
            return Again(request, FormRefusal.Errors(refusal, nameof(Request.Token)), refusal.Kind.Status());
        SessionCookies.Write(context, ActorKind.Administrator, founded.Value);
        return Page.SeeOther("/portal");
    }

    private static async Task<Result<StartedSession>> FoundAsync(
        IServiceProvider services,
        Request request,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<TrunklineDb>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var hash = Secret.HashOf(request.Token!.Trim());
        // One statement takes the token: of two who come at once one finds it used.
        var taken = await db
            .FirstAdministratorTokens.Where(token => token.TokenHash == hash && token.UsedAt == null)
            .ExecuteUpdateAsync(change => change.SetProperty(token => token.UsedAt, now), cancellation);
        if (taken == 0)
            return new FirstAdministratorRefused();

        var (enterprise, root) = await services
            .GetRequiredService<IOrganizationSetup>()
            .FoundAsync(request.EnterpriseName!.Trim(), cancellation);
        var administrator = new Administrator(enterprise, request.Name!, request.Email!, now);
        var role = Role.OfEverything(enterprise, root);
        db.AddRange(administrator, role, new Grant(enterprise, administrator.Id, role.Id, root));
        var set = await services
            .GetRequiredService<ICredentials>()
            .SetAsync(administrator.Id, ActorKind.Administrator, request.Email!, new(request.Password!), cancellation);
        if (set.Refusal is { } refusal)
            return refusal;
        var actor = new Actor(
            administrator.Id,
            ActorKind.Administrator,
            enterprise,
            administrator.Name,
            $"{role.Name} at {request.EnterpriseName!.Trim()}"
        );
        services
            .GetRequiredService<IChangeRecord>()
            .Record(
                actor,
                new(
                    "administrator.added",
                    root,
                    request.EnterpriseName!.Trim(),
                    $"{administrator.Name} as the first administrator",
                    null,
                    new { administrator.Email, Role = role.Name }
                )
            );
        return await services
            .GetRequiredService<ISessions>()
            .StartAsync(administrator.Id, ActorKind.Administrator, cancellation);
    }

    private static IResult Again(Request request, IReadOnlyDictionary<string, string[]> errors, int status) =>
        Page.Of<FirstAdministratorPage>(
            new
            {
                request.Token,
                request.EnterpriseName,
                request.Name,
                request.Email,
                Errors = errors,
            },
            status
        );

    internal sealed record Request : IForm<Request>
    {
        [Required(ErrorMessage = "Enter the token that the server printed."), StringLength(200)]
        public string? Token { get; init; }

        [Required(ErrorMessage = "Enter the name of your enterprise."), OneLine, StringLength(120)]
        public string? EnterpriseName { get; init; }

        [Required(ErrorMessage = "Enter your name."), OneLine, StringLength(120)]
        public string? Name { get; init; }

        [Required(ErrorMessage = "Enter your e-mail address."), StringLength(254)]
        public string? Email { get; init; }

        [Required(ErrorMessage = "Choose a password."), StringLength(PasswordPolicy.Longest)]
        public string? Password { get; init; }
    }
}
