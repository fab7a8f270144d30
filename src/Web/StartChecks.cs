using System.Net;
using System.Net.Sockets;
using Trunkline.Platform.Data;
using Trunkline.Platform.Settings;

namespace Trunkline.Web;

/// <summary>What stops the start with one sentence, where the framework would print a stack trace.</summary>
internal static class StartChecks
{
    public static async Task RunAsync(WebApplication app)
    {
        foreach (var address in app.Urls.DefaultIfEmpty(HouseDefaults.AddressesIn(app.Configuration)))
        foreach (var one in address.Split(';', StringSplitOptions.RemoveEmptyEntries))
            CheckFree(one);
        await app.TakeDatabaseAsync(app.Lifetime.ApplicationStopping);
    }

    private static void CheckFree(string address)
    {
        var parsed = Parse(address);
        if (parsed.IsUnixPipe || parsed.Port == 0)
            return;
        var host = parsed.Host.Trim('[', ']') switch
        {
            "localhost" => IPAddress.Loopback,
            var name when IPAddress.TryParse(name, out var ip) => ip,
            _ => IPAddress.Any,
        };
        try
        {
            using var probe = new TcpListener(host, parsed.Port);
            probe.Start();
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new SettingException(
                $"The address {address} is in use by another program: stop that one, or set ASPNETCORE_URLS to a free address."
            );
        }
        catch (SocketException error)
        {
            throw new SettingException(
                $"The address {address} cannot be listened at ({error.SocketErrorCode}): set ASPNETCORE_URLS to an address of this machine and a port that its user may open."
            );
        }
    }

    private static BindingAddress Parse(string address)
    {
        try
        {
            return BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            throw new SettingException(
                $"The setting ASPNETCORE_URLS has '{address}', but accepts only addresses such as {HouseDefaults.Address}."
            );
        }
    }
}
