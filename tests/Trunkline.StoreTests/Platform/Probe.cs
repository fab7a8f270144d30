using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;
using Trunkline.Platform.Live;
using Trunkline.StoreTests.Platform;

[assembly: HostingStartup(typeof(ProbeStartup))]

namespace Trunkline.StoreTests.Platform;

/// <summary>One piece of numbered work. Having done it is told to <see cref="Probe.Worker"/>, so it can be counted in the database.</summary>
public sealed record NumberedWork(int Number);

/// <summary>Work and people of the test's own, added to a real host: what Platform promises is seen without any module.</summary>
public static class Probe
{
    public const string Kind = "test.said";
    public static readonly EnterpriseId Enterprise = new(new Guid("0199a000-0000-7000-8000-000000000001"));
    public static readonly ActorId Worker = new(new Guid("0199a000-0000-7000-8000-000000000002"));

    /// <summary>Work with a higher number never ends: so that there is something left when a process is killed.</summary>
    public static int LastThatEnds { get; set; } = int.MaxValue;

    private static int hanging;

    /// <summary>How much work has begun that never ends.</summary>
    public static int Hanging => hanging;

    public static void AddTo(IServiceCollection services)
    {
        services.AddJob<NumberedWork, DoNumberedWork>("test.numbered-work");
        services.AddScoped<ILiveRenderer, SayIt>();
    }

    public static async Task Queue(IServiceProvider services, int count)
    {
        await using var scope = Open(services, out var db);
        await db.WriteAsync(
            () =>
            {
                for (var number = 1; number <= count; number++)
                {
                    db.Later(new NumberedWork(number));
                }

                return Task.FromResult(Result.Done);
            },
            CancellationToken.None
        );
    }

    public static async Task Tell(IServiceProvider services, ActorId person, params string[] sentences)
    {
        await using var scope = Open(services, out var db);
        await db.WriteAsync(
            () =>
            {
                foreach (var sentence in sentences)
                {
                    db.Tell(person, Kind, sentence);
                }

                return Task.FromResult(Result.Done);
            },
            CancellationToken.None
        );
    }

    public static AsyncServiceScope Open(IServiceProvider services, out TrunklineDb db)
    {
        var scope = services.CreateAsyncScope();
        db = Database(scope);
        db.Within(Enterprise);
        return scope;
    }

    public static TrunklineDb Database(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<TrunklineDb>();

    private sealed class DoNumberedWork(TrunklineDb db) : IJobHandler<NumberedWork>
    {
        public async Task RunAsync(NumberedWork job, CancellationToken cancellation)
        {
            if (job.Number > LastThatEnds)
            {
                Interlocked.Increment(ref hanging);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }

            await db.WriteAsync(
                () =>
                {
                    db.Tell(Worker, Kind, job.Number);
                    return Task.FromResult(Result.Done);
                },
                cancellation
            );
        }
    }

    private sealed class SayIt : ILiveRenderer
    {
        public IReadOnlyCollection<string> Kinds => [Probe.Kind];

        public Task<IReadOnlyList<string?>> RenderAsync(
            IReadOnlyList<LiveEvent> told,
            CancellationToken cancellation
        ) => Task.FromResult<IReadOnlyList<string?>>([.. told.Select(one => $"<p>{one.Read<object>()}</p>")]);
    }
}

/// <summary>Takes the probe into a process of its own, and lets the test say over HTTP what that process shall do.</summary>
public sealed class ProbeStartup : IHostingStartup
{
    public void Configure(IWebHostBuilder builder)
    {
        // A host inside the test process finds this too, unasked, because the test project is the process's program.
        if (string.IsNullOrEmpty(builder.GetSetting(WebHostDefaults.HostingStartupAssembliesKey)))
        {
            return;
        }

        builder.ConfigureServices(services =>
        {
            Probe.LastThatEnds = 100;
            Probe.AddTo(services);
            services.AddSingleton<IStartupFilter, Commands>();
        });
    }

    private sealed class Commands : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Map(
                    "/probe/queue",
                    branch =>
                        branch.Run(context =>
                            Probe.Queue(context.RequestServices, int.Parse(context.Request.Query["count"]!, null))
                        )
                );
                app.Map(
                    "/probe/tell",
                    branch =>
                        branch.Run(context =>
                            Probe.Tell(
                                context.RequestServices,
                                new ActorId(Guid.Parse(context.Request.Query["person"]!, null)),
                                context.Request.Query["sentence"]!
                            )
                        )
                );
                next(app);
            };
    }
}
