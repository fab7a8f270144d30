using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Trunkline.Platform.Data;
using Trunkline.Platform.Jobs;
using Trunkline.Platform.Live;

namespace Trunkline.Platform.Operating;

/// <summary>How this process and its database are at this moment.</summary>
public sealed record ServerState(
    string Version,
    DateTimeOffset StartedAt,
    long MemoryBytes,
    DatabaseProvider Database,
    long DatabaseBytes,
    string Migration,
    int OpenStreams,
    int JobsDue,
    DateTimeOffset? OldestJobDueAt,
    int JobsSetAside
);

/// <summary>Reads it over all enterprises: it tells counts and ages, never what anything says.</summary>
public sealed class ReadServerState(TrunklineDb db, DatabaseSettings settings, LiveStreams streams, TimeProvider time)
{
    private static readonly string Version =
        typeof(ReadServerState)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "";

    public async Task<ServerState> ReadAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // Over all enterprises: the state of the server is nobody's alone.
        var jobs = db.Set<Job>().IgnoreQueryFilters(["Enterprise"]);
        var due = jobs.Where(Job.IsDue(now));
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new ServerState(
            Version,
            new DateTimeOffset(process.StartTime.ToUniversalTime()),
            process.WorkingSet64,
            settings.Provider,
            await SizeAsync(cancellation),
            (await db.Database.GetAppliedMigrationsAsync(cancellation)).LastOrDefault() ?? "",
            streams.Open,
            await due.CountAsync(cancellation),
            await due.OrderBy(job => job.DueAt)
                .Select(job => (DateTimeOffset?)job.DueAt)
                .FirstOrDefaultAsync(cancellation),
            await jobs.CountAsync(job => job.SetAsideAt != null, cancellation)
        );
    }

    private Task<long> SizeAsync(CancellationToken cancellation) =>
        db
            .Database.SqlQueryRaw<long>(
                settings.Provider is DatabaseProvider.PostgreSql
                    ? "SELECT pg_database_size(current_database()) AS \"Value\""
                    : "SELECT page_count * page_size AS \"Value\" FROM pragma_page_count(), pragma_page_size()"
            )
            .SingleAsync(cancellation);
}
