using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform.Data;
using Trunkline.Platform.Demo;
using Trunkline.Platform.Http;
using Trunkline.Platform.Jobs;
using Trunkline.Platform.Live;
using Trunkline.Platform.Mail;
using Trunkline.Platform.Operating;

namespace Trunkline.Platform;

public static class PlatformModule
{
    public static void AddPlatform(this IServiceCollection services, IConfiguration configuration)
    {
        var database = DatabaseSettings.Read(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddData(database);
        services.AddSingleton(DemoSettings.Read(configuration));
        services.AddHostedService<DemoSeeding>();
        services.AddJobs();
        services.AddMail(configuration, database.Directory);
        services.AddSingleton<OpenStreams>();
        services.AddHostedService<LiveReader>();
        services.AddSingleton(provider => new LiveStreams(
            provider.GetRequiredService<EnterpriseScopes>(),
            provider.GetRequiredService<OpenStreams>(),
            provider.GetRequiredService<IHostApplicationLifetime>()
        ));
        services.AddHostedService<Trimming>();
        services.AddScoped<Fragments>();
        services.AddSingleton<ShownOnce>();
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
        services.AddScoped<ReadServerState>();
        services.AddHostedService<ServerGauges>();
        services.AddSingleton(new PublicAddress(configuration));
        services.AddHttpContextAccessor();
        services.AddRazorComponents();
        services.AddAntiforgery(options => options.Cookie = new FormCookie());
        services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        services.AddHostedService<Drain>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain.Patience);
        // Otherwise only in Development; elsewhere what cannot be read would be answered with a status and no word.
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddSingleton<ServerReady>();
        services.AddHealthChecks().AddCheck<ServerReady>(ServerReady.Name);
    }

    /// <summary>What every request passes, in order. Authentication is the caller's, between routing and authority.</summary>
    public static void UsePlatform(this IApplicationBuilder app)
    {
        // First, so that an endpoint that short-circuits pays for nothing else. It answers its refusals itself.
        app.UseRouting();
        app.UseSecurityHeaders();
        app.UseHsts();
        app.UseErrorPages();
        app.UseRateLimiter();
        app.UseMiddleware<WholeBody>();
        app.UseAuthentication();
        app.UseMiddleware<AuthorityMiddleware>();
        app.UseMiddleware<IdempotencyKeys>();
        app.UseFormGuard();
    }

    public static Faces MapPlatform(this IEndpointRouteBuilder root)
    {
        var faces = new Faces(root);
        faces.Portal.MapLive().RequiresAnyPrivilege();
        faces.App.MapLive().RequiresAccount();
        root.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false })
            .Public("A load balancer asks whether the process lives.");
        faces.MapHealth("ready", ServerReady.Name, "A load balancer asks whether to send requests here.");
        return faces;
    }

    /// <summary>What a check of this name says, at /health and the address, for whoever asks.</summary>
    public static void MapHealth(this Faces faces, string address, string check, string reason) =>
        faces
            .Root.MapHealthChecks(
                $"/health/{address}",
                new HealthCheckOptions
                {
                    Predicate = one => one.Name == check,
                    // Only sentences of ours: a check that throws is described by its exception, which may name paths.
                    ResponseWriter = (context, report) =>
                        context.Response.WriteAsync(
                            report.Entries[check] is { Exception: null, Description: { } says } ? says : "",
                            context.RequestAborted
                        ),
                }
            )
            .Public(reason);
}
