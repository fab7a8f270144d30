using System.Diagnostics;
using System.Net;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Faults.Striking;

/// <summary>Debian's HAProxy before the servers, set up as docs/operating.md says.</summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/haproxy";

    private readonly TestFolder folder;
    private readonly Process process;

    private LoadBalancer(TestFolder folder, Process process, Uri address) =>
        (this.folder, this.process, Address) = (folder, process, address);

    public static string? Missing { get; } =
        File.Exists(Program) ? null : "HAProxy is not installed (Debian: apt-get install haproxy)";

    public Uri Address { get; }

    /// <summary>
    /// How long a server must go on answering after it was told to stop: some of the balancer's looks. The sender posts as fast
    /// as it is answered, which is more than is processed: what would be refused for that says nothing about the restart.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?> { ["Shutdown:DrainSeconds"] = "2", ["WhatsApp:LongestWaitSeconds"] = "0" };

    public static async Task<LoadBalancer> Before(IEnumerable<RealServer> servers)
    {
        var folder = new TestFolder();
        var address = new Uri($"http://{IPAddress.Loopback}:{FreePorts.One()}");
        var file = Path.Combine(folder.Path, "haproxy.cfg");
        await File.WriteAllTextAsync(
            file,
            $"""
            defaults
                mode http
                timeout connect 2s
                timeout client 6m
                timeout server 6m
                option redispatch
                retries 3
                retry-on conn-failure
            frontend outside
                bind {address.Authority}
                default_backend trunkline
            backend trunkline
                option httpchk GET /health/ready
                default-server check inter 500ms fall 1 rise 1
            {string.Join('\n', servers.Select((one, place) => $"    server trunkline{place} {one.Address.Authority}"))}

            """
        );
        var process = ServerProcess.EndsWithUs(
            Process.Start(new ProcessStartInfo(Program, ["-db", "-q", "-f", file]) { RedirectStandardError = true })!
        );
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        return new(folder, process, address);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }
}
