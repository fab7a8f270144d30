using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.WhatsApp.Contracts;
using Trunkline.WhatsApp.Simulator;
using Trunkline.WhatsApp.Simulator.Contracts;

namespace Trunkline.Web;

/// <summary>The demo's outside world: WhatsApp as the simulator plays it, with the demo's numbers, on a clock that can be moved.</summary>
internal static class DemoSimulator
{
    private const string Clock = "demo-clock";

    public static void AddDemoSimulator(this WebApplicationBuilder builder)
    {
        if (DemoSettings.Read(builder.Configuration).Enabled)
            builder.AddSimulatedWorld();
    }

    public static void MapDemoSimulator(this WebApplication app)
    {
        if (app.Services.GetRequiredService<DemoSettings>().Enabled)
            app.MapSimulator();
    }

    private static void AddSimulatedWorld(this WebApplicationBuilder builder)
    {
        var clock = MovableTimeProvider.Remembering(
            Path.Combine(DatabaseSettings.Read(builder.Configuration).Directory, Clock)
        );
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<TimeProvider>(clock);
        var settings = WhatsAppSettings.Read(builder.Configuration);
        builder.Services.AddSimulator(simulator =>
        {
            simulator.Apps =
            [
                new SimulatedApp
                {
                    Secret = settings.AppSecrets[0].Reveal(),
                    VerifyToken = settings.VerifyToken.Reveal(),
                    AccessTokens = [settings.AccessToken.Reveal()],
                    CallbackUrl = new Uri(OwnAddress(builder.Configuration, settings), "/webhooks/whatsapp").ToString(),
                },
            ];
            simulator.Customers = [.. Customers(clock.GetUtcNow())];
            simulator.Numbers =
            [
                .. DemoNumbers.All.Select(number => new SimulatedNumber
                {
                    PhoneNumberId = number.PhoneNumberId,
                    DisplayNumber = number.Display,
                    VerifiedName = number.VerifiedName,
                    BusinessAccountId = DemoNumbers.BusinessAccountId,
                }),
            ];
        });
    }

    private static IEnumerable<SimulatedCustomer> Customers(DateTimeOffset now) =>
        [
            Simulated(DemoCustomers.Maria, now),
            new() { Name = "Unknown customer", Phone = "+1 786 555 0199" },
            new() { Name = "Noa", Username = "noa.writes" },
            .. DemoCustomers.OfEurope.Select(customer => Simulated(customer, now)),
        ];

    // Whoever talked with Europe's number before the demo began has a window there.
    private static SimulatedCustomer Simulated(DemoCustomer customer, DateTimeOffset now) =>
        new()
        {
            Name = customer.Name,
            Phone = customer.Phone is { } digits ? "+" + digits : null,
            Username = customer.Username,
            UserId = customer.UserId,
            LastWrote = customer.LastWroteAgo is { } ago
                ? new Dictionary<string, DateTimeOffset> { [DemoNumbers.Europe.PhoneNumberId] = now - ago }
                : new Dictionary<string, DateTimeOffset>(),
        };

    private static Uri OwnAddress(IConfiguration configuration, WhatsAppSettings settings)
    {
        if (settings.GraphBaseUrl is { } simulator)
            return new Uri(simulator.GetLeftPart(UriPartial.Authority));
        var address = HouseDefaults.AddressesIn(configuration).Split(';')[0];
        var parsed = BindingAddress.Parse(address);
        var everywhere = parsed.Host is "+" or "*" or "0.0.0.0" or "[::]";
        return new Uri($"{parsed.Scheme}://{(everywhere ? "localhost" : parsed.Host)}:{parsed.Port}");
    }
}
