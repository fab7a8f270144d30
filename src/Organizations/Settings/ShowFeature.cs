using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// Setup > Feature Settings > one feature: the details, then the box.
internal sealed class ShowFeature(
    FeatureSettings settings,
    FeatureReach reach,
    CurrentTree current,
    IEnumerable<IFeatureReadiness> readiness,
    IChangeHistory history,
    ICaller caller
)
{
    public static void Map(Faces faces)
    {
        faces.Portal.MapGet("/o/{organization}/setup/features/{feature}", Handle).RequiresAnyPrivilege();
        faces.Api.MapGet("/organizations/{organization}/features/{feature}", Get).RequiresAnyPrivilege();
    }

    private static Task<IResult> Handle(
        OrganizationScope scope,
        FeatureKey feature,
        string? done,
        ShowFeature page,
        CancellationToken cancellation
    ) =>
        page.RenderAsync(
            scope,
            feature,
            Id.TryParse<ChangeId>(done, out var change) ? change : null,
            null,
            cancellation
        );

    private static async Task<IResult> Get(
        OrganizationScope scope,
        FeatureKey feature,
        FeatureSettings settings,
        ICaller caller,
        HttpResponse response,
        CancellationToken cancellation
    )
    {
        var setting = await settings.ReadAsync(
            scope.Organization,
            feature,
            await caller.ReachAsync(null, cancellation),
            cancellation
        );
        return setting.ToHttp(found =>
        {
            response.Headers.ETag = $"\"{found.Version}\"";
            return Results.Ok(ShownFeature.Of(found));
        });
    }

    public async Task<IResult> RenderAsync(
        OrganizationScope scope,
        FeatureKey feature,
        ChangeId? done,
        SettingChangedMeanwhile? conflict,
        CancellationToken cancellation
    )
    {
        var setting = await settings.ReadAsync(
            scope.Organization,
            feature,
            await caller.ReachAsync(null, cancellation),
            cancellation
        );
        if (!setting.Succeeded)
        {
            return setting.Refusal!.ToHttp();
        }
        var values = (await current.NowAsync(cancellation)).Tree[feature];
        var model = new FeaturePageModel(
            scope,
            setting.Value,
            values,
            await reach.PresentAsync(values, scope.Organization, cancellation),
            await ReadyAsync(feature, scope.Organization, cancellation),
            done is { } id ? await history.FindAsync(id, cancellation) : null,
            conflict?.Message
        );
        return Page.Of<FeaturePage>(
            new { Shown = model },
            conflict is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict
        );
    }

    private async Task<FeatureReadiness?> ReadyAsync(
        FeatureKey feature,
        OrganizationId organization,
        CancellationToken cancellation
    )
    {
        foreach (var source in readiness)
        {
            if (await source.AtAsync(feature, organization, cancellation) is { } state)
            {
                return state;
            }
        }
        return null;
    }
}

internal sealed record FeaturePageModel(
    OrganizationScope Scope,
    FeatureSetting Setting,
    FeatureValues Values,
    Present Present,
    FeatureReadiness? Readiness,
    RecordedChange? Done,
    string? Conflict
)
{
    public OrganizationId At => Scope.Organization;

    public bool MayChange => Scope.May(OrganizationPrivileges.Setup);

    public IReadOnlyList<OrganizationRow> Below => Values.Tree.Below(At);

    public IReadOnlyList<OrganizationRow> BelowOn => [.. Below.Where(row => Values.IsOn(row.Id))];

    /// What stays off below although it is on here: the nearest ones, under which nothing follows from here.
    public IReadOnlyList<OrganizationRow> KeepingOff =>
        [.. Below.Where(row => Values.Own(new FeatureNode(row.Id)) == OwnValue.Off)];

    /// What applies above, for the row's label; no name for a place that the reader may not see.
    public Ui.Contracts.SettingAbove? Above =>
        Setting.DecisiveAbove is { } step && Setting.Sees(step.Node.Organization)
            ? new Ui.Contracts.SettingAbove(
                Setting.Explanation.Above,
                step.Name,
                Addresses.Feature(step.Node.Organization, Setting.Feature.Key)
            )
            : null;

    public bool IsAboveHidden => Setting.DecisiveAbove is { } step && !Setting.Sees(step.Node.Organization);

    /// Whether the one who wrote the deciding value did it at a place that the reader sees.
    public StoredValue? Written =>
        Setting.Explanation.Decisive is { } step && Setting.Sees(step.Node.Organization)
            ? Setting.WrittenDecisive
            : null;
}
