using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Changes;

/// Takes a recorded change back. Which privilege that needs, and whether it is still possible, the module says whose change it is.
internal static class RevertChange
{
    public static void Map(Faces faces) =>
        faces
            .Api.MapPost("/changes/{change}/revert", Handle)
            .RequiresAnyPrivilege()
            .Audits("feature.reverted, organization.moved, organization.left, account.switches-saved");

    private static async Task<IResult> Handle(
        ChangeId change,
        [FromBody] Request? request,
        ICaller caller,
        IChangeHistory history,
        IEnumerable<IChangeReverter> reverters,
        CancellationToken cancellation
    )
    {
        var seen = await caller.ReachAsync(null, cancellation);
        if (await history.FindAsync(change, cancellation) is not { } recorded || !seen.Contains(recorded.Organization))
        {
            return new NotFound("change").ToHttp();
        }
        if (recorded.RevertedBy is { } already)
        {
            return new AlreadyReverted(already).ToHttp();
        }
        if (reverters.FirstOrDefault(one => one.Reverts(recorded.Kind)) is not { } reverter)
        {
            return new NotRevertible(recorded.Kind).ToHttp();
        }
        var reverted = await reverter.RevertAsync(recorded, request?.Reason, cancellation);
        return reverted.ToHttp(id => Results.Ok(new { change = id }));
    }

    internal sealed record Request([property: StringLength(500)] string? Reason) : IRequest;
}
