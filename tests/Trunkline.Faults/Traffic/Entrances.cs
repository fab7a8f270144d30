namespace Trunkline.Faults.Traffic;

/// <summary>Where the outside comes in: at each server in turn, or at the load balancer before them.</summary>
internal sealed class Entrances(params IReadOnlyList<Uri> addresses)
{
    private uint turn;

    public Uri Next(string path) => new(addresses[(int)(Interlocked.Increment(ref turn) % addresses.Count)], path);
}
