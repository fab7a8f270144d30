using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.SignIn;

/// Sign-in and sign-out of the app. What protects them is the same as at the portal and lives in Access.
internal static class SignInToApp
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", Show).Public("Nobody is signed in yet.");
        app.MapPost("/sign-in", Handle)
            .Public("Nobody is signed in yet; the password is checked here.")
            .Audits("session.started, session.refused");
        app.MapPost("/sign-out", SignOut)
            .Public("Who has no session any more is signed out already.")
            .Audits("session.ended");
    }

    internal sealed record Form : IForm<Form>
    {
        [Required(ErrorMessage = "Enter your e-mail address."), StringLength(254)]
        public string? Email { get; init; }

        [Required(ErrorMessage = "Enter your password."), StringLength(PasswordPolicy.Longest)]
        public string? Password { get; init; }

        [StringLength(2000)]
        public string? ReturnUrl { get; init; }
    }

    internal sealed record SignOutForm : IForm<SignOutForm>
    {
        [StringLength(2000)]
        public string? ReturnUrl { get; init; }
    }

    private static IResult Show(HttpContext context, ICaller caller, string? returnUrl) =>
        caller.Actor is null
            ? Answer(
                "",
                returnUrl,
                null,
                StatusCodes.Status200OK,
                ended: SessionCookies.AreLeft(context, ActorKind.Account)
            )
            : Page.SeeOther(ReturnAddress.Within("/app", returnUrl));

    private static async Task<IResult> Handle(
        Form form,
        InputErrors errors,
        HttpContext context,
        ISignIn signIn,
        CancellationToken cancellation
    )
    {
        if (errors.Any)
            return Answer(form.Email, form.ReturnUrl, errors, StatusCodes.Status422UnprocessableEntity);
        var result = await signIn.WithPasswordAsync(
            ActorKind.Account,
            form.Email!,
            new Secret(form.Password!),
            context.Connection.RemoteIpAddress,
            cancellation
        );
        if (result.Refusal is { } refusal)
        {
            errors.Add("", refusal.Message);
            return Answer(form.Email, form.ReturnUrl, errors, refusal.Kind.Status());
        }
        SessionCookies.Write(context, ActorKind.Account, result.Value);
        return Page.SeeOther(ReturnAddress.Within("/app", form.ReturnUrl));
    }

    private static async Task<IResult> SignOut(
        SignOutForm form,
        HttpContext context,
        ISessions sessions,
        CancellationToken cancellation
    )
    {
        await sessions.EndThisAsync(cancellation);
        SessionCookies.Clear(context, ActorKind.Account);
        return Page.SeeOther(ReturnAddress.Within("/app", form.ReturnUrl ?? "/app/sign-in"));
    }

    private static IResult Answer(
        string? email,
        string? returnUrl,
        InputErrors? errors,
        int status,
        bool ended = false
    ) =>
        Page.Of<SignInPage>(
            new
            {
                Email = email ?? "",
                Ended = ended,
                ReturnUrl = returnUrl ?? "",
                Errors = errors?.All,
            },
            status
        );
}
