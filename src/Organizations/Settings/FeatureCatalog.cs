using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Organizations.Settings;

/// The features that the modules of this server declare.
internal sealed class FeatureCatalog(IEnumerable<Feature> features)
{
    private readonly Dictionary<FeatureKey, Feature> byKey = features.ToDictionary(feature => feature.Key);

    public IReadOnlyList<Feature> All { get; } =
    [.. features.OrderBy(feature => feature.Order).ThenBy(feature => feature.Label, StringComparer.Ordinal)];

    public Result<Feature> Find(FeatureKey key) =>
        byKey.TryGetValue(key, out var feature) ? feature : new NotFound("feature");
}
