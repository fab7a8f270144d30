using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Trunkline.Platform.Settings;

namespace Trunkline.Web;

/// <summary>
/// Exports meters and activities by OTLP. The settings are OpenTelemetry's own (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its
/// companions); without an endpoint nothing leaves the server. Nothing exported names a person, a number or a text.
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Name = "OTEL_SERVICE_NAME";

    private static readonly string[] Ours = ["Trunkline.Platform", "Trunkline.WhatsApp", "Trunkline.Conversations"];

    private static readonly string[] Frameworks =
    [
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http",
        "System.Runtime",
        "Npgsql",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.Optional(Endpoint) is not { } text)
            return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            throw new SettingException(
                $"The setting {Endpoint} is '{text}', but must be an http or https address, such as http://localhost:4317."
            );
        Export(builder.Services, builder.Configuration.Optional(Name) ?? "trunkline");
    }

    private static void Export(IServiceCollection services, string name) =>
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(name))
            .WithMetrics(metrics => metrics.AddMeter(Ours).AddMeter(Frameworks).AddOtlpExporter())
            .WithTracing(traces => traces.AddSource(Ours).AddOtlpExporter());
}
