using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.WhatsApp.SetAside;

/// <summary>
/// Leaves out for good what can neither be processed nor mended: it becomes nobody's message. What WhatsApp sent stays for as long as what
/// was processed does, and the record holds its fingerprint.
/// </summary>
internal sealed class DiscardBody(
    TrunklineDb db,
    SetAsideBodies bodies,
    CheckMending mending,
    IChangeRecord changes,
    TimeProvider time
)
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapPost(SetAsideAddresses.BodyRoute + "/discard", Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("webhook.discarded");
        faces
            .Api.MapDelete(SetAsideAddresses.ApiBodyRoute, Delete)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("webhook.discarded");
    }

    private static async Task<IResult> Post(
        OrganizationScope scope,
        long sequence,
        DiscardBody discard,
        CancellationToken cancellation
    ) =>
        (await discard.RunAsync(scope, sequence, cancellation)).ToHttp(() =>
            Page.SeeOther($"{SetAsideAddresses.List(scope.Organization)}?done=discarded")
        );

    private static async Task<IResult> Delete(
        OrganizationScope scope,
        long sequence,
        DiscardBody discard,
        CancellationToken cancellation
    ) => (await discard.RunAsync(scope, sequence, cancellation)).ToHttp(() => Results.NoContent());

    private Task<Result> RunAsync(OrganizationScope scope, long sequence, CancellationToken cancellation) =>
        db.WriteAsync(
            async () =>
            {
                if (await bodies.FindAsync(scope, sequence, cancellation) is not { } found)
                    return new NotFound("webhook");
                if (!await mending.IsAtTheTopAsync(cancellation))
                    return new DiscardsOnlyAtTheTop();
                found.Row.Discard(time.GetUtcNow());
                changes.Record(
                    scope.Actor,
                    new(
                        "webhook.discarded",
                        found.Place.Organization,
                        found.Place.OrganizationName,
                        $"Webhook {sequence} for {found.Shown.Number}",
                        new { Sha256 = Fingerprint.Of(found.Row.Bodies), found.Shown.Reason },
                        null
                    )
                );
                return Result.Done;
            },
            cancellation
        );
}
