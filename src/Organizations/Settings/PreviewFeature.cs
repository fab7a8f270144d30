using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// What a change would do, before it is made: the same computation, nothing written.
internal static class PreviewFeature
{
    public static void Map(Faces faces) =>
        faces
            .Api.MapPost("/organizations/{organization}/features/{feature}/preview", Handle)
            .Requires(OrganizationPrivileges.Setup)
            .AuditsNothing("A preview changes nothing.");

    private static async Task<IResult> Handle(
        OrganizationScope scope,
        FeatureKey feature,
        [FromBody] SwitchFeature.Request request,
        FeatureSwitch features,
        FeatureReach reach,
        CancellationToken cancellation
    )
    {
        var previewed = await features.PreviewAsync(scope.Organization, feature, request.Switching, cancellation);
        if (!previewed.Succeeded)
        {
            return previewed.Refusal!.ToHttp();
        }
        var preview = previewed.Value;
        var (effect, people) = (preview.Effect, await reach.OfAsync(preview.Effect, cancellation));
        return Results.Ok(
            new
            {
                Changes = !preview.ChangesNothing,
                effect.OrganizationsOn,
                effect.OrganizationsOff,
                Accounts = new { people.On, people.Off },
                GainingAccounts = await reach.ListAsync(
                    effect.OrganizationsOn,
                    effect.AccountsOn,
                    effect.Apart,
                    cancellation
                ),
                LosingAccounts = await reach.ListAsync(
                    effect.OrganizationsOff,
                    effect.AccountsOff,
                    effect.Apart,
                    cancellation
                ),
                preview.Cleared,
                preview.KeptOff,
            }
        );
    }
}
