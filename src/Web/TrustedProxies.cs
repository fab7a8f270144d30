using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Trunkline.Platform.Settings;

namespace Trunkline.Web;

/// <summary>
/// Whose word counts about where a request came from: that of the reverse proxies in <c>Server__Proxies</c>. Anybody else's forwarded
/// headers are not read, since the record of changes names addresses and sign-in is paced by them.
/// </summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var trusted = app.Configuration.Several("Server:Proxies");
        if (trusted.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // As many as there are in a row, as long as each is one of these.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var one in trusted)
            if (IPAddress.TryParse(one, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(one, out var network))
                options.KnownIPNetworks.Add(network);
            else
                throw new SettingException(
                    $"The setting Server__Proxies has '{one}', but accepts only IP addresses and networks such as 10.0.0.0/8."
                );
        app.UseForwardedHeaders(options);
    }
}
