using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Trunkline.Bench.Ceiling;

[assembly: HostingStartup(typeof(RestingLanes))]

namespace Trunkline.Bench.Ceiling;

/// <summary>
/// The built server with its lanes at rest, so that ingestion alone is measured: before the host is built, the hosted
/// services that process what was stored are taken out. Everything on the way to the 200 is as it is.
/// </summary>
public sealed class RestingLanes : IHostingStartup
{
    private const string Processing = "Trunkline.WhatsApp.Processing";

    public void Configure(IWebHostBuilder builder) => DiagnosticListener.AllListeners.Subscribe(new Listeners());

    private static void Rest(IServiceCollection services)
    {
        foreach (
            var service in services
                .Where(one => one.ServiceType == typeof(IHostedService))
                .Where(one => one.ImplementationType?.Namespace == Processing)
                .ToList()
        )
        {
            services.Remove(service);
        }
    }

    private sealed class Listeners : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(new Building());
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }

    private sealed class Building : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilding", Value: IHostBuilder host })
            {
                host.ConfigureServices(Rest);
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
