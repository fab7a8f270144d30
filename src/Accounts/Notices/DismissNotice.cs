using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Notices;

/// OK. The server remembers it, so no other device shows it again; those that are open take it away.
internal static class DismissNotice
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/notices/{feature}/ok", Handle)
            .RequiresAccount()
            .AuditsNothing("A person has read a notice to himself.");

    private static async Task<IResult> Handle(
        string feature,
        ICaller caller,
        TrunklineDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var person = AccountId.Of(caller.Actor!.Id);
        await db.WriteAsync(
            async () =>
            {
                // A switch in the same moment may be turning it into another notice.
                var notice = await db
                    .FeatureNotices.Where(one => one.Account == person && one.Feature == feature)
                    .Locked()
                    .SingleOrDefaultAsync(cancellation);
                if (notice is not { HasNews: true })
                    return Result.Done;
                notice.Tell(time.GetUtcNow());
                db.Tell(person.Actor, NoticeChanged.Kind, new NoticeChanged(feature));
                return Result.Done;
            },
            cancellation
        );
        return Page.SeeOther("/app");
    }
}
