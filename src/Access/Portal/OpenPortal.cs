using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Portal;

/// The portal's own address leads to where the administrator begins.
internal static class OpenPortal
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("", Handle).RequiresAnyPrivilege();
        faces.Portal.MapGet("/o/{organization}", HandleOrganization).RequiresAnyPrivilege();
    }

    private static async Task<IResult> Handle(
        Caller caller,
        PortalFrames frames,
        IOrganizations organizations,
        CancellationToken cancellation
    )
    {
        var visible = await caller.ReachAsync(null, cancellation);
        if (PortalFrames.Topmost(await organizations.NowAsync(cancellation), visible) is not { } top)
            return new NotFound("organization").ToHttp();
        return Page.SeeOther(frames.Start(top, await caller.PrivilegesAsync(top, cancellation)));
    }

    private static IResult HandleOrganization(OrganizationScope scope, PortalFrames frames) =>
        Page.SeeOther(frames.Start(scope.Organization, scope.Privileges));
}
