using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;

namespace Trunkline.Accounts.Switches;

/// The features in the order in which accounts show them: announced ones first, since the others only refine them.
internal sealed class AccountFeatures(IEnumerable<Feature> features, IEnumerable<IAnnouncedFeature> announced)
{
    private readonly HashSet<FeatureKey> announcedKeys = [.. announced.Select(one => one.Feature)];

    public IReadOnlyList<Feature> All => [.. features.OrderBy(feature => announcedKeys.Contains(feature.Key) ? 0 : 1)];

    /// The one that lists show and filter by.
    public Feature? Main => All.Count == 0 ? null : All[0];

    /// Refines the announced features: without any of them it has nothing to act on.
    public bool Refines(FeatureKey feature) => announcedKeys.Count > 0 && !announcedKeys.Contains(feature);

    public Feature? Find(string key) => features.FirstOrDefault(feature => feature.Key.Name == key);
}
