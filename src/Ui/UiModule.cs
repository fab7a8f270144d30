using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Http;

namespace Trunkline.Ui;

/// <summary>The design system: what pages are made of, and the files that browsers load for it.</summary>
public static class UiModule
{
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents();
        return services.AddSingleton<IRefusalPage, RefusalAnswer>();
    }

    public static void MapUi(this Faces faces) => faces.Root.MapUi();

    /// <summary>For a host without faces: the simulator, when it is a program of its own.</summary>
    public static void MapUi(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/assets/{fileName}",
                (string fileName, HttpContext context) => BrowserFiles.Send(fileName, context)
            )
            .ExcludeFromDescription()
            .Public(
                "Style sheets, scripts, icons and fonts hold nothing of an enterprise, and the sign-in page needs them."
            );
}
