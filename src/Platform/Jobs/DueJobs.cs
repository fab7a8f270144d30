using Microsoft.EntityFrameworkCore;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Jobs;

/// <summary>Takes due jobs of all enterprises under a lease, those that wait longest first.</summary>
internal sealed class DueJobs(DatabaseSettings settings, TimeProvider time)
{
    public const int BatchSize = 100;

    /// <param name="busy">Kinds of which none is taken.</param>
    public async Task<IReadOnlyList<Job>> TakeAsync(TrunklineDb db, string[] busy, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // A look costs a read; the write lock is taken only when something is due.
        var anything = await db.Set<Job>()
            .IgnoreQueryFilters()
            .Where(job => !busy.Contains(job.Kind))
            .AnyAsync(Job.IsDue(now), cancellation);
        return anything ? await LeaseAsync(db, busy, now, cancellation) : [];
    }

    private async Task<IReadOnlyList<Job>> LeaseAsync(
        TrunklineDb db,
        string[] busy,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        long[] moments =
        [
            StoredMoment.Of(now),
            StoredMoment.Of(now + Job.Lease),
            StoredMoment.Of(now + Job.LongestPause),
            StoredMoment.Of(now + 2 * Job.Lease),
        ];
        var (stamp, until, latestDue, latestLease) = ("{0}", "{1}", "{2}", "{3}");
        var kinds = string.Join(", ", busy.Select((_, index) => $"{{{moments.Length + index}}}"));
        var others = busy.Length == 0 ? "" : $"AND kind NOT IN ({kinds})";
        var skipLocked = settings.Provider is DatabaseProvider.PostgreSql ? "FOR UPDATE SKIP LOCKED" : "";
        // The same as Job.IsDue, in one statement with the lease.
#pragma warning disable EF1002 // only places of parameters go in, so that the statement is the same each time
        var taken = await db.WriteAsync<IReadOnlyList<Job>>(
            async () =>
                Result<IReadOnlyList<Job>>.Of(
                    await db.Set<Job>()
                        .FromSqlRaw(
                            $"""
                            UPDATE platform_job SET leased_until = {until}, attempts = attempts + 1
                            WHERE (enterprise_id, id) IN (
                                SELECT enterprise_id, id FROM platform_job
                                WHERE set_aside_at IS NULL {others}
                                AND (attempts = 0 OR due_at <= {stamp} OR due_at > {latestDue})
                                AND (leased_until IS NULL OR leased_until < {stamp} OR leased_until > {latestLease})
                                ORDER BY due_at LIMIT {BatchSize} {skipLocked})
                            RETURNING *
                            """,
                            [.. moments.Cast<object>(), .. busy]
                        )
                        .IgnoreQueryFilters()
                        .AsNoTracking()
                        .ToListAsync(cancellation)
                ),
            cancellation
        );
#pragma warning restore EF1002
        return taken.Value;
    }
}
