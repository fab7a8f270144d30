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

/// <summary>Takes a number away. Its conversations stay readable; what it had still to send has failed, and is told so.</summary>
internal sealed class RemoveNumber(TrunklineDb db, ShowNumbers numbers, EndSends ending, IChangeRecord changes)
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapPost(NumberAddresses.NumberRoute + "/remove", Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.removed");
        faces
            .Api.MapDelete(NumberAddresses.ApiNumberRoute, Delete)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.removed");
    }

    private static async Task<IResult> Post(
        OrganizationScope scope,
        BusinessNumberId number,
        RemoveNumber remove,
        CancellationToken cancellation
    ) =>
        (await remove.RunAsync(scope, number, cancellation)).ToHttp(() =>
            Page.SeeOther($"{NumberAddresses.List(scope.Organization)}?done=removed")
        );

    private static async Task<IResult> Delete(
        OrganizationScope scope,
        BusinessNumberId number,
        RemoveNumber remove,
        CancellationToken cancellation
    ) => (await remove.RunAsync(scope, number, cancellation)).ToHttp(() => Results.NoContent());

    private Task<Result> RunAsync(OrganizationScope scope, BusinessNumberId id, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                if (await numbers.FindAsync(scope.Organization, id, cancellation) is not { } shown)
                    return new NotFound("number");
                await ending.FailWaitingAtRemovedAsync(id, cancellation);
                db.RemoveRange(await db.FrontDesk.Where(desk => desk.Number == id).ToListAsync(cancellation));
                db.Remove(await db.Numbers.SingleAsync(one => one.Id == id, cancellation));
                changes.Record(
                    scope.Actor,
                    new(
                        "number.removed",
                        shown.Organization,
                        shown.OrganizationName,
                        $"WhatsApp number {shown.Number}",
                        new
                        {
                            shown.Number,
                            shown.PhoneNumberId,
                            shown.UsedBy,
                        },
                        null
                    )
                );
                return Result.Done;
            },
            cancellation
        );
}
