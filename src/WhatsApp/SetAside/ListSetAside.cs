using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Http;

namespace Trunkline.WhatsApp.SetAside;

/// <summary>What WhatsApp sent and could not be processed, with the reasons.</summary>
internal static class ListSetAside
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet(SetAsideAddresses.ListRoute, Get).Requires(OrganizationPrivileges.Setup);
        faces.Api.MapGet(SetAsideAddresses.ApiListRoute, GetJson).Requires(OrganizationPrivileges.Setup);
    }

    private static async Task<IResult> Get(
        OrganizationScope scope,
        SetAsideBodies bodies,
        string? done,
        CancellationToken cancellation
    ) =>
        Page.Of<SetAsidePage>(
            new
            {
                Shown = new SetAsideModel(
                    scope,
                    await bodies.ListAsync(scope, cancellation),
                    await bodies.CountAsync(scope, cancellation),
                    done
                ),
            }
        );

    private static async Task<IResult> GetJson(
        OrganizationScope scope,
        SetAsideBodies bodies,
        CancellationToken cancellation
    ) =>
        Results.Ok(
            new
            {
                Items = await bodies.ListAsync(scope, cancellation),
                Total = await bodies.CountAsync(scope, cancellation),
            }
        );
}

/// <param name="Bodies">The oldest of them.</param>
/// <param name="Done">What was just done with one.</param>
internal sealed record SetAsideModel(OrganizationScope Scope, IReadOnlyList<ShownBody> Bodies, int Total, string? Done);
