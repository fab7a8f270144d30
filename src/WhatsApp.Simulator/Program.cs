using Microsoft.Extensions.Configuration;
using Trunkline.Ui;

namespace Trunkline.WhatsApp.Simulator;

/// <summary>The simulator on its own. Settings: Simulator__Apps__0__CallbackUrl, Simulator__Numbers__0__PhoneNumberId and so on.</summary>
internal static class Program
{
    static async Task Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddUi();
        builder.Services.AddSimulator(options => builder.Configuration.GetSection("Simulator").Bind(options));
        var app = builder.Build();
        app.MapUi();
        app.MapSimulator();
        await app.RunAsync();
    }
}
