using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// Setup > Feature Settings: every feature with its value here and where it comes from. And Setup itself, which leads there.
internal static class ListFeatures
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/setup", Index).RequiresAnyPrivilege();
        faces.Portal.MapGet("/o/{organization}/setup/features", Show).RequiresAnyPrivilege();
        faces.Api.MapGet("/organizations/{organization}/features", Get).RequiresAnyPrivilege();
    }

    private static async Task<IResult> Index(
        OrganizationScope scope,
        FeatureCatalog catalog,
        FeatureSettings settings,
        ICaller caller,
        CancellationToken cancellation
    ) =>
        Page.Of<SetupPage>(
            new
            {
                Shown = new FeaturesModel(
                    scope,
                    null,
                    await ReadAsync(scope, catalog, settings, caller, cancellation),
                    new Dictionary<FeatureKey, Present>()
                ),
            }
        );

    private static async Task<IResult> Show(
        OrganizationScope scope,
        string? show,
        FeatureCatalog catalog,
        FeatureSettings settings,
        FeatureReach reach,
        CurrentTree current,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        var all = await ReadAsync(scope, catalog, settings, caller, cancellation);
        var shown = all.Where(setting =>
                show switch
                {
                    "on" => setting.On,
                    "off" => !setting.On,
                    "set-here" => setting.Own != OwnValue.Inherit,
                    "differs" => setting.HasAbove && setting.On != setting.Explanation.Above,
                    _ => true,
                }
            )
            .ToList();
        var tree = (await current.NowAsync(cancellation)).Tree;
        var present = new Dictionary<FeatureKey, Present>();
        foreach (var setting in shown)
        {
            present[setting.Feature.Key] = await reach.PresentAsync(
                tree[setting.Feature.Key],
                scope.Organization,
                cancellation
            );
        }
        return Page.Of<FeaturesPage>(new { Shown = new FeaturesModel(scope, show, shown, present) });
    }

    private static async Task<IResult> Get(
        OrganizationScope scope,
        FeatureCatalog catalog,
        FeatureSettings settings,
        ICaller caller,
        CancellationToken cancellation
    ) =>
        Results.Ok(
            new { items = (await ReadAsync(scope, catalog, settings, caller, cancellation)).Select(ShownFeature.Of) }
        );

    private static async Task<IReadOnlyList<FeatureSetting>> ReadAsync(
        OrganizationScope scope,
        FeatureCatalog catalog,
        FeatureSettings settings,
        ICaller caller,
        CancellationToken cancellation
    )
    {
        var visible = await caller.ReachAsync(null, cancellation);
        var all = new List<FeatureSetting>();
        foreach (var feature in catalog.All)
        {
            all.Add((await settings.ReadAsync(scope.Organization, feature.Key, visible, cancellation)).Value);
        }
        return all;
    }
}

internal sealed record FeaturesModel(
    OrganizationScope Scope,
    string? Filter,
    IReadOnlyList<FeatureSetting> Settings,
    IReadOnlyDictionary<FeatureKey, Present> Present
);
