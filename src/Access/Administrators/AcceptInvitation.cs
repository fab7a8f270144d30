using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Access.Contracts;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Administrators;

/// An invited administrator sets a password with the link from the mail, and is signed in.
internal static class AcceptInvitation
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapGet("/invitation/{token}", Show)
            .Public("The link stands for the person who has no password yet.");
        faces
            .Portal.MapPost("/invitation/{token}", Handle)
            .Public("The link stands for the person who has no password yet.")
            .Audits("password.set");
    }

    private static async Task<IResult> Show(
        string token,
        TrunklineDb db,
        TimeProvider time,
        CancellationToken cancellation
    ) =>
        await FindAsync(db, token, time.GetUtcNow(), cancellation) is { } invited
            ? Page.Of<AcceptInvitationPage>(
                new
                {
                    Token = token,
                    invited.Name,
                    invited.Email,
                }
            )
            : new InvitationOver().ToHttp();

    private static async Task<IResult> Handle(
        string token,
        Request request,
        InputErrors errors,
        HttpContext context,
        TrunklineDb db,
        EnterpriseScopes enterprises,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (await FindAsync(db, token, time.GetUtcNow(), cancellation) is not { } invited)
            return new InvitationOver().ToHttp();
        if (errors.Any)
            return Again(token, invited, errors.All, StatusCodes.Status422UnprocessableEntity);
        // A scope of its own, since this browser may be signed in to another enterprise.
        await using var scope = enterprises.Open(invited.Enterprise);
        var accepting = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var started = await accepting.WriteAsync(
            () => AcceptAsync(scope.ServiceProvider, invited, new(request.Password!), cancellation),
            cancellation
        );
        if (started.Refusal is { } refusal)
            return Again(token, invited, FormRefusal.Errors(refusal, nameof(Request.Password)), refusal.Kind.Status());
        SessionCookies.Write(context, ActorKind.Administrator, started.Value);
        return Page.SeeOther("/portal");
    }

    private static async Task<Result<StartedSession>> AcceptAsync(
        IServiceProvider services,
        Invited invited,
        Secret password,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<TrunklineDb>();
        // A link sets the first password, never another one.
        var hasJoined = await Invitations.HasJoinedAsync(db, invited.Administrator, cancellation);
        // Deleting is taking: of two who use the link at once one finds it gone.
        var taken = await db.Invitations.Where(one => one.Id == invited.Invitation).ExecuteDeleteAsync(cancellation);
        if (taken == 0 || hasJoined)
            return new InvitationOver();
        await db
            .Invitations.Where(one => one.AdministratorId == invited.Administrator)
            .ExecuteDeleteAsync(cancellation);
        var set = await services
            .GetRequiredService<ICredentials>()
            .SetAsync(invited.Administrator, ActorKind.Administrator, invited.Email, password, cancellation);
        if (set.Refusal is { } refusal)
            return refusal;
        var people = services.GetServices<ISessionPeople>().Single(one => one.Kind is ActorKind.Administrator);
        if (await people.FindAsync(invited.Administrator, cancellation) is not { } person)
            return new InvitationOver();
        services
            .GetRequiredService<IChangeRecord>()
            .Record(
                person.Actor,
                new(
                    "password.set",
                    person.Organization,
                    person.OrganizationName,
                    $"Password of {invited.Name}",
                    null,
                    null
                )
            );
        return await services
            .GetRequiredService<ISessions>()
            .StartAsync(invited.Administrator, ActorKind.Administrator, cancellation);
    }

    private static async Task<Invited?> FindAsync(
        TrunklineDb db,
        string token,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var hash = Secret.HashOf(token);
        // Over all enterprises: the link is what tells the enterprise.
        return await (
            from invitation in db.Invitations.IgnoreQueryFilters(["Enterprise"])
            where invitation.TokenHash == hash && invitation.ExpiresAt > now
            join administrator in db.Administrators on invitation.AdministratorId equals administrator.Id
            select new Invited(
                invitation.EnterpriseId,
                invitation.Id,
                administrator.Id,
                administrator.Name,
                administrator.Email
            )
        ).SingleOrDefaultAsync(cancellation);
    }

    private static IResult Again(
        string token,
        Invited invited,
        IReadOnlyDictionary<string, string[]> errors,
        int status
    ) =>
        Page.Of<AcceptInvitationPage>(
            new
            {
                Token = token,
                invited.Name,
                invited.Email,
                Errors = errors,
            },
            status
        );

    internal sealed record Request : IForm<Request>
    {
        [Required(ErrorMessage = "Choose a password."), StringLength(PasswordPolicy.Longest)]
        public string? Password { get; init; }
    }

    private sealed record Invited(
        EnterpriseId Enterprise,
        InvitationId Invitation,
        ActorId Administrator,
        string Name,
        string Email
    );
}
