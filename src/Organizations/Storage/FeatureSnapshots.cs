using System.Collections.Concurrent;
using Trunkline.Organizations.Features;
using Trunkline.Platform;

namespace Trunkline.Organizations.Storage;

internal sealed record Snapshot(long Version, FeatureTree Tree);

/// The last committed tree of each enterprise that this process has read. Only what is committed gets in here, so one version is always one tree.
internal sealed class FeatureSnapshots
{
    private readonly ConcurrentDictionary<EnterpriseId, Snapshot> latest = new();

    public Snapshot? At(EnterpriseId enterprise, long version) =>
        latest.TryGetValue(enterprise, out var snapshot) && snapshot.Version == version ? snapshot : null;

    public void Keep(EnterpriseId enterprise, Snapshot snapshot) =>
        latest.AddOrUpdate(enterprise, snapshot, (_, known) => known.Version > snapshot.Version ? known : snapshot);
}
