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
    int PiecesOwned,
    int JobsWaiting,
    DateTimeOffset? OldestJobSince,
    int JobsToTryAgain,
    int JobsSetAside
);

/// <summary>Reads it over all enterprises: it tells counts and ages, never what anything says.</summary>
public sealed class ReadServerState(
    TrunklineDb db,
    DatabaseSettings settings,
    LiveStreams streams,
    Ownership ownership,
    TimeProvider time
)
{
    private static readonly string Version =
        typeof(ReadServerState)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "";

    public async Task<ServerState> ReadAsync(CancellationToken cancellation)
    {
        var jobs = await JobLoad.ReadAsync(db, time.GetUtcNow(), cancellation);
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new ServerState(
            Version,
            new DateTimeOffset(process.StartTime.ToUniversalTime()),
            process.WorkingSet64,
            settings.Provider,
            await SizeAsync(cancellation),
            (await db.Database.GetAppliedMigrationsAsync(cancellation)).LastOrDefault() ?? "",
            streams.Open,
            ownership.Count,
            jobs.Waiting,
            jobs.OldestSince,
            jobs.Again,
            jobs.SetAside
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
