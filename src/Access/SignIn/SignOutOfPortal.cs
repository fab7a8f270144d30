using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Access.Contracts;
using Trunkline.Platform.Http;

namespace Trunkline.Access.SignIn;

internal static class SignOutOfPortal
{
    public const string Address = "/portal/sign-out";

    public static void Map(Faces faces) =>
        faces.Portal.MapPost("/sign-out", Handle).RequiresAnyPrivilege().Audits("session.ended");

    private static async Task<IResult> Handle(HttpContext context, ISessions sessions, CancellationToken cancellation)
    {
        await sessions.EndThisAsync(cancellation);
        SessionCookies.Clear(context, ActorKind.Administrator);
        return Page.SeeOther("/portal/sign-in");
    }
}
