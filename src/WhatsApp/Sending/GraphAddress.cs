using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Where sends go: the configured address, or the simulator in this server at whatever address it came to listen.</summary>
internal sealed class GraphAddress(WhatsAppSettings settings, IServer server)
{
    private const string Simulator = "/simulator/graph";
    private const string Version = "v23.0";

    /// <summary>Who is asked, for people to read.</summary>
    public string Host => Root?.Authority ?? "this server";

    private Uri? Root => settings.GraphBaseUrl ?? OwnSimulator();

    /// <summary>Null while this server does not listen yet.</summary>
    public Uri? Messages(string phoneNumberId) => Of($"{Uri.EscapeDataString(phoneNumberId)}/messages");

    /// <summary>What has this path below the version. Null while this server does not listen yet.</summary>
    public Uri? Of(string node)
    {
        if (Root is not { } root)
            return null;
        var path = root.AbsoluteUri.TrimEnd('/');
        var stated = path[(path.LastIndexOf('/') + 1)..] is ['v', var first, ..] && char.IsAsciiDigit(first);
        var version = settings.GraphVersion ?? (stated ? null : Version);
        return new Uri($"{path}{(version is null ? "" : "/" + version)}/{node}");
    }

    private Uri? OwnSimulator()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var own = addresses
            .OrderByDescending(one => one.StartsWith("http:", StringComparison.Ordinal))
            .FirstOrDefault();
        if (own is null)
            return null;
        var parsed = Microsoft.AspNetCore.Http.BindingAddress.Parse(own);
        var everywhere =
            parsed.Host is "+" or "*" or "localhost"
            || (
                IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip)
                && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any))
            );
        return new Uri($"{parsed.Scheme}://{(everywhere ? "localhost" : parsed.Host)}:{parsed.Port}{Simulator}");
    }
}
