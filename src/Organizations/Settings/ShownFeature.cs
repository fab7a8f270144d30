using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Organizations.Settings;

/// A feature at an organization as the API shows it. Version is what If-Match or expectedVersion repeats.
internal sealed record ShownFeature(
    FeatureKey Key,
    string Label,
    OrganizationId Organization,
    bool Enabled,
    OwnValue Value,
    bool Inherited,
    ShownFeature.From? Source,
    long Version
)
{
    public static ShownFeature Of(FeatureSetting setting) =>
        new(
            setting.Feature.Key,
            setting.Feature.Label,
            setting.Organization,
            setting.On,
            setting.Own,
            setting.Explanation.Inherited,
            setting.Explanation.Decisive is { } step
                ? setting.Sees(step.Node.Organization)
                    ? new From(step.Node.Organization, step.Name)
                    : new From(null, "set above your organization")
                : null,
            setting.Version
        );

    internal sealed record From(OrganizationId? Id, string Name);
}
