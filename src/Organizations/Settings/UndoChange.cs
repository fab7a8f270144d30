using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// The button beside what was just done, and beside each line of a history.
internal static class UndoChange
{
    public static void Map(Faces faces) =>
        faces
            .Portal.MapPost("/o/{organization}/changes/{change}/undo", Handle)
            .RequiresVisible()
            .Audits("feature.reverted");

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        ChangeId change,
        [FromForm] Form form,
        IChangeHistory history,
        FeatureReverter reverter,
        CancellationToken cancellation
    )
    {
        if (await history.FindAsync(change, cancellation) is not { } recorded || !reverter.Reverts(recorded.Kind))
        {
            return new NotFound("change").ToHttp();
        }
        var reverted = await reverter.RevertAsync(recorded, form.Reason, cancellation);
        return reverted.ToHttp(_ =>
            Page.SeeOther(
                Back(form.ReturnUrl) is { } page ? $"{page}?done={change}" : Addresses.Organizations(scope.Organization)
            )
        );
    }

    /// Only pages of the portal: an address from a form must not lead anywhere else.
    private static string? Back(string? address) =>
        address is not null && address.StartsWith("/portal/", StringComparison.Ordinal) && !address.Contains('?')
            ? address
            : null;

    internal sealed record Form : IRequest
    {
        [StringLength(300)]
        public string? ReturnUrl { get; init; }

        [StringLength(500)]
        public string? Reason { get; init; }
    }
}
