using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>States what WhatsApp lets the number send and receive in a second; sending keeps to it before WhatsApp refuses.</summary>
internal sealed class SetThroughput(TrunklineDb db, ShowNumbers numbers, IChangeRecord changes)
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapPost(NumberAddresses.NumberRoute + "/throughput", Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.throughput-set");
        faces
            .Api.MapPut(NumberAddresses.ApiNumberRoute + "/throughput", Put)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.throughput-set");
    }

    private static async Task<IResult> Post(
        OrganizationScope scope,
        BusinessNumberId number,
        Form form,
        SetThroughput set,
        CancellationToken cancellation
    ) =>
        (await set.RunAsync(scope, number, form.PerSecond, cancellation)).ToHttp(() =>
            Page.SeeOther($"{NumberAddresses.Number(scope.Organization, number)}?done=throughput")
        );

    private static async Task<IResult> Put(
        OrganizationScope scope,
        BusinessNumberId number,
        [FromBody] Form form,
        SetThroughput set,
        CancellationToken cancellation
    ) => (await set.RunAsync(scope, number, form.PerSecond, cancellation)).ToHttp(() => Results.NoContent());

    private Task<Result> RunAsync(
        OrganizationScope scope,
        BusinessNumberId id,
        int perSecond,
        CancellationToken cancellation
    ) =>
        db.WriteAsync(
            async () =>
            {
                if (await numbers.FindAsync(scope.Organization, id, cancellation) is not { } shown)
                    return new NotFound("number");
                if (shown.PerSecond == perSecond)
                    return Result.Done;
                (await db.Numbers.SingleAsync(one => one.Id == id, cancellation)).AllowPerSecond(perSecond);
                changes.Record(
                    scope.Actor,
                    new(
                        "number.throughput-set",
                        shown.Organization,
                        shown.OrganizationName,
                        $"WhatsApp number {shown.Number}",
                        new { shown.PerSecond },
                        new { PerSecond = perSecond }
                    )
                );
                return Result.Done;
            },
            cancellation
        );

    /// <summary>20, 80 or 1,000 messages a second.</summary>
    internal sealed record Form(
        [property: AllowedValues(
            Throughput.Coexistence,
            Throughput.Standard,
            Throughput.High,
            ErrorMessage = "WhatsApp gives 20, 80 or 1000 messages a second."
        )]
            int PerSecond
    ) : IForm<Form>;
}
