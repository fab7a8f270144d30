using Microsoft.Extensions.DependencyInjection;

namespace Trunkline.Platform.Jobs;

/// <summary>Does one kind of durable work. It may run more than once for the same job, so it must be idempotent.</summary>
public interface IJobHandler<in TJob>
{
    /// <summary>An exception means: again later, with growing pauses, and set aside after the last try.</summary>
    Task RunAsync(TJob job, CancellationToken cancellation);
}

/// <summary>Which handlers there are, by the stable name under which their jobs are stored.</summary>
public sealed class JobCatalog(IEnumerable<JobRegistration> registrations)
{
    private readonly Dictionary<string, JobRegistration> byKind = registrations.ToDictionary(one => one.Kind);
    private readonly ILookup<Type, string> kinds = registrations.ToLookup(one => one.JobType, one => one.Kind);

    internal IEnumerable<string> KindsOf<TJob>() =>
        kinds.Contains(typeof(TJob))
            ? kinds[typeof(TJob)]
            : throw new InvalidOperationException($"No handler is registered for {typeof(TJob).Name}.");

    internal JobRegistration? Find(string kind) => byKind.GetValueOrDefault(kind);
}

/// <summary>One handler under its stable name.</summary>
public sealed record JobRegistration(
    string Kind,
    Type JobType,
    Func<IServiceProvider, string, CancellationToken, Task> RunAsync
);

public static class JobsModule
{
    /// <summary>Registers a handler. The name is stored with each job: renaming it orphans what is queued.</summary>
    public static void AddJob<TJob, THandler>(this IServiceCollection services, string kind)
        where TJob : notnull
        where THandler : class, IJobHandler<TJob>
    {
        services.AddScoped<THandler>();
        services.AddSingleton(
            new JobRegistration(
                kind,
                typeof(TJob),
                (provider, payload, cancellation) =>
                    provider.GetRequiredService<THandler>().RunAsync(Json.Read<TJob>(payload), cancellation)
            )
        );
    }

    internal static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobCatalog>();
        services.AddSingleton<DueJobs>();
        services.AddHostedService<JobRunner>();
    }
}
