using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform;
using Trunkline.TestKit.Hosts;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.Bench.Ceiling;

/// <summary>
/// What the machine could do at best: the same Kestrel, the same reading of the body, the product's own signature check,
/// and then 200 without having kept anything.
/// </summary>
internal static class CeilingHost
{
    public const string Argument = "ceiling";

    public static Task<ServerProcess> Start()
    {
        // In the server's own runtime: what one side gains or loses by a setting, the other does too.
        var information = ServerProcess.Program("Trunkline.Bench", runtime: "Trunkline.Web", arguments: Argument);
        information.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        information.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        information.Environment["Logging__LogLevel__Default"] = "Warning";
        information.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        return ServerProcess.Start(information);
    }

    public static async Task Run()
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var signature = new WebhookSignature([new Secret(TrunklineHost.AppSecret)]);
        var app = builder.Build();
        app.MapPost(
            "/webhooks/whatsapp",
            async (HttpContext context) =>
            {
                var body = new byte[context.Request.ContentLength!.Value];
                await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
                return signature.Matches(context.Request.Headers[WebhookSignature.Header], body)
                    ? Results.Ok()
                    : Results.Unauthorized();
            }
        );
        await app.RunAsync();
    }
}
