using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Trunkline.Access.Administrators;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.SignIn;

internal static class SignInToPortal
{
    private const string Face = "/portal";

    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/sign-in", Show).Public("Nobody is signed in yet.");
        faces
            .Portal.MapPost("/sign-in", Handle)
            .Public("The password stands for it.")
            .Audits("session.started, session.refused");
    }

    private static async Task<IResult> Show(
        [AsParameters] Target target,
        HttpContext context,
        ICaller caller,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        if (caller.Actor is not null)
            return Page.SeeOther(ReturnAddress.Within(Face, target.ReturnUrl));
        return await OfferFirstAdministrator.ExistsAsync(db, cancellation)
            ? Page.Of<SignInPage>(
                new
                {
                    ReturnUrl = ReturnAddress.Within(Face, target.ReturnUrl),
                    Ended = SessionCookies.AreLeft(context, ActorKind.Administrator),
                }
            )
            : Page.SeeOther("/portal/first-administrator");
    }

    private static async Task<IResult> Handle(
        Request request,
        InputErrors errors,
        HttpContext context,
        ISignIn signIn,
        CancellationToken cancellation
    )
    {
        var returnUrl = ReturnAddress.Within(Face, request.ReturnUrl);
        if (errors.Any)
            return Again(request, returnUrl, errors.All, StatusCodes.Status422UnprocessableEntity);
        var started = await signIn.WithPasswordAsync(
            ActorKind.Administrator,
            request.Email!,
            new(request.Password!),
            context.Connection.RemoteIpAddress,
            cancellation
        );
        if (started.Refusal is { } refusal)
            return Again(request, returnUrl, FormRefusal.Errors(refusal, ""), refusal.Kind.Status());
        SessionCookies.Write(context, ActorKind.Administrator, started.Value);
        return Page.SeeOther(returnUrl);
    }

    private static IResult Again(
        Request request,
        string returnUrl,
        IReadOnlyDictionary<string, string[]> errors,
        int status
    ) =>
        Page.Of<SignInPage>(
            new
            {
                request.Email,
                ReturnUrl = returnUrl,
                Errors = errors,
            },
            status
        );

    internal sealed record Target : IRequest
    {
        public string? ReturnUrl { get; init; }
    }

    internal sealed record Request : IForm<Request>
    {
        [Required(ErrorMessage = "Enter your e-mail address."), StringLength(EmailAddress.Longest)]
        public string? Email { get; init; }

        [Required(ErrorMessage = "Enter your password."), StringLength(PasswordPolicy.Longest)]
        public string? Password { get; init; }

        public string? ReturnUrl { get; init; }
    }
}
