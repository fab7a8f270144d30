using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Organizations.Storage;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Settings;

/// Decides what switching a feature at an organization does, and does it. Portal, API and the demo all come here.
internal sealed class FeatureSwitch(
    TrunklineDb db,
    CurrentTree current,
    FeatureCatalog catalog,
    FeatureSettings settings,
    FeatureReach reach,
    IChangeRecord record
)
{
    public async Task<Result<FeaturePreview>> PreviewAsync(
        OrganizationId organization,
        FeatureKey key,
        Switching switching,
        CancellationToken cancellation
    )
    {
        var now = await current.NowAsync(cancellation);
        return Choose(now.Tree, organization, key, switching);
    }

    public Task<Result<Switched>> RunAsync(
        Actor actor,
        OrganizationId organization,
        FeatureKey key,
        Switching switching,
        SwitchTerms terms,
        CancellationToken cancellation
    ) =>
        db.WriteAsync<Switched>(
            async () =>
            {
                var before = await current.LockAsync(cancellation);
                var chosen = Choose(before.Tree, organization, key, switching);
                if (!chosen.Succeeded)
                {
                    return chosen.Refusal!;
                }
                var (preview, node, feature) = (chosen.Value, new FeatureNode(organization), catalog.Find(key).Value);
                if (terms.ExpectedVersion is { } expected)
                {
                    var setting = await settings.ReadAsync(feature, before.Tree, node, terms.Visible, cancellation);
                    if (setting.Version != expected)
                    {
                        return new SettingChangedMeanwhile(ShownFeature.Of(setting));
                    }
                }
                if (preview.ChangesNothing)
                {
                    return new Switched(null, preview);
                }
                var people = await reach.OfAsync(preview.Effect, cancellation);
                if (terms.Confirmed?.Invoke(preview, people) is { } unconfirmed)
                {
                    return unconfirmed;
                }
                var change = Record(actor, feature, node, switching, preview, people, terms.Reason);
                await current.StoreAsync(
                    before,
                    before.Tree.With(preview.After),
                    actor,
                    change,
                    node,
                    terms.Announced,
                    cancellation
                );
                return new Switched(change, preview);
            },
            cancellation
        );

    private Result<FeaturePreview> Choose(
        FeatureTree tree,
        OrganizationId organization,
        FeatureKey key,
        Switching switching
    )
    {
        if (catalog.Find(key).Refusal is { } unknown)
        {
            return unknown;
        }
        if (!Enum.IsDefined(switching))
        {
            return new InvalidInput("to", $"Accepted are {string.Join(", ", Enum.GetNames<Switching>())}.");
        }
        if (!tree.Organizations.Contains(organization))
        {
            return new NotFound("organization");
        }
        var (values, node) = (tree[key], new FeatureNode(organization));
        return FeaturePreview.Of(values, values.Switch(node, switching), node);
    }

    private ChangeId Record(
        Actor actor,
        Feature feature,
        FeatureNode node,
        Switching switching,
        FeaturePreview preview,
        Reached people,
        string? reason
    )
    {
        var name = preview.Before.Tree.NameOf(node.Organization);
        return record.Record(
            actor,
            new NewChange(
                switching.Event(),
                node.Organization,
                name,
                $"{feature.Label} in {name}",
                new { Value = preview.Before.Own(node), Enabled = preview.Before.IsOn(node) },
                new
                {
                    Value = preview.After.Own(node),
                    Enabled = preview.After.IsOn(node),
                    Cleared = preview.Cleared,
                }
            )
            {
                Reason = reason,
                Affected = preview.Effect.Counts(people),
            }
        );
    }
}

/// What a caller attaches to a switching: the version of the setting that was on the screen, a reason for the record, and what the caller may see.
internal sealed record SwitchTerms(
    long? ExpectedVersion = null,
    string? Reason = null,
    IReadOnlySet<OrganizationId>? Visible = null
)
{
    /// False while an enterprise is set up, before anybody uses it.
    public bool Announced { get; init; } = true;

    /// The last word before it is done, told what it will really do.
    public Func<FeaturePreview, Reached, Refusal?>? Confirmed { get; init; }
}

/// What was done; no change where everything was so already.
internal sealed record Switched(ChangeId? Change, FeaturePreview Preview);

internal static class SwitchingWords
{
    /// The stable event name in the record.
    public static string Event(this Switching switching) =>
        switching switch
        {
            Switching.Enable => "feature.enabled",
            Switching.Disable => "feature.disabled",
            Switching.UseInherited => "feature.inherited",
            Switching.PinOff => "feature.pinned-off",
            Switching.IncludeBelow => "feature.included-below",
            _ => throw new ArgumentOutOfRangeException(nameof(switching)),
        };

    public static IReadOnlyDictionary<string, int> Counts(this FeatureEffect effect, Reached people) =>
        new Dictionary<string, int>
        {
            ["organizationsOn"] = effect.OrganizationsOn.Count,
            ["organizationsOff"] = effect.OrganizationsOff.Count,
            ["accountsOn"] = people.On.Active,
            ["accountsOff"] = people.Off.Active,
            ["invitedOn"] = people.On.Invited,
            ["invitedOff"] = people.Off.Invited,
        };
}
