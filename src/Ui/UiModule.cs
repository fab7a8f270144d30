using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Trunkline.Ui;

/// <summary>The design system: what pages are made of, and the files that browsers load for it.</summary>
public static class UiModule
{
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents();
        return services;
    }

    public static void MapUi(this IEndpointRouteBuilder routes) =>
        routes.MapGet(
            "/assets/{fileName}",
            (string fileName, HttpContext context) => BrowserFiles.Send(fileName, context)
        );
}
