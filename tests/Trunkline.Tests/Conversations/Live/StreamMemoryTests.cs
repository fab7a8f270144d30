using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.Tests.WhatsApp;

namespace Trunkline.Tests.Conversations.Live;

/// <summary>Thousands of streams stay open for minutes, so what let the person in must not stay with each of them.</summary>
public sealed class StreamMemoryTests
{
    [Fact]
    public async Task An_open_stream_keeps_nothing_of_what_let_the_person_in()
    {
        var watched = new Watched();
        await using var host = await A.Host()
            .WithDemo()
            .With(services => services.AddSingleton<IStartupFilter>(watched))
            .Start();
        using var cy = await host.SignedIn(DemoPerson.Cy);

        await using var stream = await cy.Follow("/app/live");

        await Eventually.True(
            "the request's database context is gone",
            () =>
            {
                GC.Collect();
                return watched.Context is { IsAlive: false };
            }
        );
    }

    /// <summary>Knows the database context of the stream's request, the one that everything in that request shares, without keeping it.</summary>
    private sealed class Watched : IStartupFilter
    {
        public WeakReference? Context { get; private set; }

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (HttpContext context, RequestDelegate rest) =>
                    {
                        if (context.Request.Path == "/app/live")
                            Context = new(context.RequestServices.GetRequiredService<TrunklineDb>());
                        return rest(context);
                    }
                );
                next(app);
            };
    }
}
