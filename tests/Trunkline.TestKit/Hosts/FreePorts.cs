using System.Net;
using System.Net.Sockets;

namespace Trunkline.TestKit.Hosts;

/// <summary>Ports of this machine on which nothing listens at this moment.</summary>
public static class FreePorts
{
    public static int One() => Several(1)[0];

    /// <summary>Different ones.</summary>
    public static IReadOnlyList<int> Several(int count)
    {
        var probes = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        probes.ForEach(probe => probe.Start());
        List<int> ports = [.. probes.Select(probe => ((IPEndPoint)probe.LocalEndpoint).Port)];
        probes.ForEach(probe => probe.Dispose());
        return ports;
    }
}
