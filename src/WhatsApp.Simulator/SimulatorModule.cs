using Microsoft.Extensions.DependencyInjection.Extensions;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Simulator.Admin;
using Trunkline.WhatsApp.Simulator.Graph;
using Trunkline.WhatsApp.Simulator.Network;
using Trunkline.WhatsApp.Simulator.Phones;
using Trunkline.WhatsApp.Simulator.State;
using Trunkline.WhatsApp.Simulator.Webhooks;

namespace Trunkline.WhatsApp.Simulator;

/// <summary>
/// The WhatsApp Cloud API and the phones of its customers, without Meta. It follows the process's <see cref="TimeProvider"/>;
/// the clock can be moved where that is a <see cref="MovableTimeProvider"/>, which is registered unless there is one already.
/// </summary>
public static class SimulatorModule
{
    public static IServiceCollection AddSimulator(this IServiceCollection services, Action<SimulatorOptions> configure)
    {
        services.AddOptions<SimulatorOptions>().Configure(configure);
        services.TryAddSingleton<MovableTimeProvider>();
        services.TryAddSingleton<TimeProvider>(provider => provider.GetRequiredService<MovableTimeProvider>());
        services.AddSingleton<SimulatorState>();
        services.AddSingleton<SimulatorAddress>();
        services.AddSingleton<ShownChats>();
        services.AddScoped<PhonesLive>();
        services.AddSingleton<Agenda>();
        services.AddSingleton<CarryMessage>();
        services.AddSingleton<TypeAsCustomer>();
        services.AddSingleton<WebhookSender>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookSender>());
        services.AddSingleton<CallbackVerification>();
        services.AddHostedService<StartVerification>();
        services.AddSingleton<PostMessage>();
        services.AddSingleton<PhoneNumbers>();
        services.AddSingleton<BusinessAccounts>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<GraphOperations>();
        services.AddSingleton<GraphApi>();
        services
            .AddHttpClient(WebhookSender.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
            )
            .RemoveAllLoggers();
        services.AddRazorComponents();
        services.TryAddScoped<Fragments>();
        return services;
    }

    /// <summary>Maps the phones at <paramref name="prefix"/>, the Graph API at its /graph and the admin API at its /admin.</summary>
    public static IEndpointRouteBuilder MapSimulator(this IEndpointRouteBuilder routes, string prefix = "/simulator")
    {
        routes.ServiceProvider.GetRequiredService<SimulatorAddress>().Prefix = prefix;
        var simulator = routes
            .MapGroup(prefix)
            .ExcludeFromDescription()
            .Public("It stands for the world outside: Meta's API and the phones of customers, in demos and tests only.")
            .AuditsNothing("Nothing here is a fact of an organization.");
        simulator.Map("/graph/{**path}", (GraphApi graph, HttpContext http) => graph.HandleAsync(http));
        simulator.MapAdmin();
        simulator.MapPhones();
        return routes;
    }
}
