using System.Collections.Concurrent;
using Trunkline.Organizations.Features;
using Trunkline.Platform;

namespace Trunkline.Organizations.Storage;

internal record Snapshot(long Version, FeatureTree Tree);

/// A tree that nobody else changes until the transaction ends. The next version is later by a step that nobody can guess: a commit that
/// its standby never had is lost with the primary, and were its number given out again, a process that had seen it would take the lost
/// tree for the new one.
internal sealed record LockedSnapshot(Snapshot Now) : Snapshot(Now)
{
    private const int Longest = 1 << 20;

    public long NextVersion { get; } = Now.Version + Random.Shared.Next(1, Longest);
}

/// The last committed tree of each enterprise that this process has read. Only what is committed gets in here, so one version is always one tree.
internal sealed class FeatureSnapshots
{
    private readonly ConcurrentDictionary<EnterpriseId, Snapshot> latest = new();
    private readonly ConcurrentDictionary<(EnterpriseId, long), Lazy<Task<Snapshot?>>> reading = new();

    public Snapshot? At(EnterpriseId enterprise, long version) =>
        latest.TryGetValue(enterprise, out var snapshot) && snapshot.Version == version ? snapshot : null;

    /// After a change everybody sees the new version at once: one of them reads the tree, and the others wait for that one.
    public async Task<Snapshot?> ReadOnceAsync(EnterpriseId enterprise, long version, Func<Task<Snapshot?>> read)
    {
        var mine = new Lazy<Task<Snapshot?>>(read);
        var one = reading.GetOrAdd((enterprise, version), mine);
        try
        {
            return await one.Value;
        }
        catch (Exception) when (one != mine)
        {
            // The other's request was given up, or its connection broke.
            return await read();
        }
        finally
        {
            if (one == mine)
            {
                reading.TryRemove(new((enterprise, version), mine));
            }
        }
    }

    /// What was read last, not what has the highest number: that one may be lost.
    public void Keep(EnterpriseId enterprise, Snapshot snapshot) => latest[enterprise] = snapshot;
}
