using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.SignIn;

internal static class SignOutOfPortal
{
    public const string Address = "/portal/sign-out";

    public static void Map(Faces faces) =>
        faces.Portal.MapPost("/sign-out", Handle).RequiresVisible().Audits("session.ended");

    private static async Task<IResult> Handle(
        HttpContext context,
        ISessions sessions,
        TrunklineDb db,
        CancellationToken cancellation
    )
    {
        await db.WriteAsync(
            async () =>
            {
                await sessions.EndThisAsync(cancellation);
                return Result.Done;
            },
            cancellation
        );
        SessionCookies.Clear(context, ActorKind.Administrator);
        return Page.SeeOther("/portal/sign-in");
    }
}
