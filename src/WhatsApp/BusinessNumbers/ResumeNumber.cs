using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>The reason is repaired: what the number has held goes out, in its order.</summary>
internal sealed class ResumeNumber(
    TrunklineDb db,
    ShowNumbers numbers,
    IIncomingMessages incoming,
    IChangeRecord changes,
    TimeProvider time
)
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapPost(NumberAddresses.NumberRoute + "/resume", Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.resumed");
        faces
            .Api.MapPost(NumberAddresses.ApiNumberRoute + "/resume", PostJson)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.resumed");
    }

    private static async Task<IResult> Post(
        OrganizationScope scope,
        BusinessNumberId number,
        ResumeNumber resume,
        CancellationToken cancellation
    ) =>
        (await resume.RunAsync(scope, number, cancellation)).ToHttp(() =>
            Page.SeeOther($"{NumberAddresses.Number(scope.Organization, number)}?done=resumed")
        );

    private static async Task<IResult> PostJson(
        OrganizationScope scope,
        BusinessNumberId number,
        ResumeNumber resume,
        CancellationToken cancellation
    ) => (await resume.RunAsync(scope, number, cancellation)).ToHttp(() => Results.NoContent());

    private Task<Result> RunAsync(OrganizationScope scope, BusinessNumberId id, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                if (await numbers.FindAsync(scope.Organization, id, cancellation) is not { } shown)
                    return new NotFound("number");
                if (shown.Connected)
                    return Result.Done;
                (await db.Numbers.SingleAsync(one => one.Id == id, cancellation)).Resume(time.GetUtcNow());
                changes.Record(
                    scope.Actor,
                    new(
                        "number.resumed",
                        shown.Organization,
                        shown.OrganizationName,
                        $"WhatsApp number {shown.Number}",
                        new { shown.StopCode, shown.StopReason },
                        null
                    )
                );
                await db.SaveChangesAsync(cancellation);
                await incoming.RouteWaitingAsync(id, cancellation);
                db.Wake(OutboxSignal.Topic);
                return Result.Done;
            },
            cancellation
        );
}
