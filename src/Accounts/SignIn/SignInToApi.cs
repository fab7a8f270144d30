using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.SignIn;

/// A program in which an employee messages: it signs in as the app does and carries the session as a bearer token, since
/// under /api a cookie would let other sites act in the person's name.
internal static class SignInToApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/sessions", Handle)
            .Public("Nobody is signed in yet; the password is checked here.")
            .Audits("session.started, session.refused");
        api.MapDelete("/sessions/current", End).RequiresAccount().Audits("session.ended");
    }

    internal sealed record Credentials(
        [property: Required(ErrorMessage = "Enter your e-mail address."), StringLength(254)] string? Email,
        [property: Required(ErrorMessage = "Enter your password."), StringLength(PasswordPolicy.Longest)]
            string? Password
    ) : IRequest;

    private static async Task<IResult> Handle(
        [FromBody] Credentials credentials,
        HttpContext context,
        ISignIn signIn,
        CancellationToken cancellation
    )
    {
        var started = await signIn.WithPasswordAsync(
            ActorKind.Account,
            credentials.Email!,
            new Secret(credentials.Password!),
            context.Connection.RemoteIpAddress,
            cancellation
        );
        context.Response.Headers.CacheControl = "no-store";
        return started.ToHttp(session =>
            Results.Json(
                new
                {
                    token = session.Token.Reveal(),
                    account = session.Person,
                    session.ExpiresAt,
                },
                statusCode: StatusCodes.Status201Created
            )
        );
    }

    private static async Task<IResult> End(ISessions sessions, CancellationToken cancellation)
    {
        await sessions.EndThisAsync(cancellation);
        return Results.NoContent();
    }
}
