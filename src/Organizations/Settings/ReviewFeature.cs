using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// Before the feature is taken from anybody: what will happen, to whom, and one button that says so.
internal sealed class ReviewFeature(
    FeatureSwitch features,
    FeatureSettings settings,
    FeatureReach reach,
    IOrganizations organizations,
    ICaller caller
)
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapGet("/o/{organization}/setup/features/{feature}/review", Get)
            .Requires(OrganizationPrivileges.Setup);
        faces
            .Portal.MapPost("/o/{organization}/setup/features/{feature}/review", Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits(SwitchFeature.Facts);
    }

    private static Task<IResult> Get(
        OrganizationScope scope,
        FeatureKey feature,
        Switching? to,
        long? version,
        ReviewFeature review,
        CancellationToken cancellation
    ) =>
        review.RenderAsync(
            scope,
            feature,
            new Form { To = to ?? Switching.Disable, Version = version },
            null,
            cancellation
        );

    private static async Task<IResult> Post(
        OrganizationScope scope,
        FeatureKey feature,
        Form form,
        ReviewFeature review,
        FeatureSwitch features,
        ICaller caller,
        IOrganizations organizations,
        CancellationToken cancellation
    )
    {
        var topmost = (await organizations.NowAsync(cancellation)).IsTopmost(scope.Organization);
        var terms = new SwitchTerms(form.Version, form.Reason, await caller.ReachAsync(null, cancellation))
        {
            Confirmed = (preview, people) =>
                form.Seen is { } seen && seen != Fingerprint(preview, people) ? new ReachChanged()
                : people.AsksForName(topmost) && form.Confirmation?.Trim() != scope.Name ? new NameNotTyped(scope.Name)
                : null,
        };
        var switched = await features.RunAsync(scope.Actor, scope.Organization, feature, form.To, terms, cancellation);
        return switched.Refusal is ReachChanged or NameNotTyped or SettingChangedMeanwhile
            ? await review.RenderAsync(scope, feature, form, switched.Refusal, cancellation)
            : switched.ToHttp(done =>
                Page.SeeOther(
                    $"{Addresses.Feature(scope.Organization, feature)}{(done.Change is { } change ? $"?done={change}" : "")}"
                )
            );
    }

    private async Task<IResult> RenderAsync(
        OrganizationScope scope,
        FeatureKey feature,
        Form form,
        Refusal? refusal,
        CancellationToken cancellation
    )
    {
        var visible = await caller.ReachAsync(null, cancellation);
        var setting = await settings.ReadAsync(scope.Organization, feature, visible, cancellation);
        var previewed = await features.PreviewAsync(scope.Organization, feature, form.To, cancellation);
        if ((setting.Refusal ?? previewed.Refusal) is { } missing)
        {
            return missing.ToHttp();
        }
        var (preview, effect) = (previewed.Value, previewed.Value.Effect);
        var people = await reach.OfAsync(effect, cancellation);
        var model = new ReviewModel(
            scope,
            setting.Value,
            form,
            preview,
            people,
            await reach.ListAsync(effect.OrganizationsOff, effect.AccountsOff, effect.Apart, cancellation),
            await reach.ListAsync(effect.OrganizationsOn, effect.AccountsOn, effect.Apart, cancellation),
            await reach.FindAsync(preview.Cleared.Concat(preview.KeptOff).Where(node => node.IsAccount), cancellation),
            Fingerprint(preview, people),
            people.AsksForName((await organizations.NowAsync(cancellation)).IsTopmost(scope.Organization)),
            refusal?.Message
        );
        return Page.Of<ReviewPage>(new { Shown = model }, refusal?.Kind.Status() ?? StatusCodes.Status200OK);
    }

    private static string Fingerprint(FeaturePreview preview, Reached people) =>
        SeenEffect.Of([(preview.Effect, people)], preview.Cleared);

    internal sealed record Form : IForm<Form>
    {
        public Switching To { get; init; } = Switching.Disable;

        public long? Version { get; init; }

        [StringLength(16)]
        public string? Seen { get; init; }

        [StringLength(500)]
        public string? Reason { get; init; }

        [StringLength(200)]
        public string? Confirmation { get; init; }
    }
}

internal sealed record ReviewModel(
    OrganizationScope Scope,
    FeatureSetting Setting,
    ReviewFeature.Form Form,
    FeaturePreview Preview,
    Reached People,
    IReadOnlyList<FeatureLeaf> Losing,
    IReadOnlyList<FeatureLeaf> Gaining,
    IReadOnlyDictionary<ActorId, FeatureLeaf> Named,
    string Fingerprint,
    bool MustTypeName,
    string? Refusal
)
{
    public string NameOf(FeatureNode node) =>
        node.Account is { } account
            ? Named.GetValueOrDefault(account)?.Name ?? "An account"
            : NameOf(node.Organization);

    public string NameOf(OrganizationId organization) => Preview.After.Tree.NameOf(organization);

    public IReadOnlyList<FeatureNode> KeptOffAccounts => [.. Preview.KeptOff.Where(node => node.IsAccount)];

    public IReadOnlyList<FeatureNode> KeptOffOrganizations => [.. Preview.KeptOff.Where(node => !node.IsAccount)];

    public bool TakesAway => Preview.TakesAway;
}
