using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Logging;

namespace Trunkline.Platform.Data;

/// <summary>
/// Work that one process at a time does. On PostgreSQL its owner holds a session lock on a direct connection of its own, so
/// the database notices when the owner dies. Each transaction of the work asks <see cref="StillOwnsAsync"/>: an owner that
/// lost its lock without knowing cannot commit any more. On SQLite there is one process, and it owns everything.
/// </summary>
public sealed partial class Ownership(DatabaseSettings settings, TimeProvider time, ILogger<Ownership> logger)
    : IAsyncDisposable
{
    // Whoever was refused does not ask again at once: a busy lane is woken many times a second in every process.
    private static readonly TimeSpan Refused = TimeSpan.FromMilliseconds(500);

    // Long enough for every process to have looked for work; and how long not to give again when nobody took it.
    private static readonly TimeSpan Offered = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Refrained = TimeSpan.FromMinutes(1);

    // By then whoever was offered it has it, or it was taken back; to give again before would be to give two.
    private static readonly TimeSpan TakenBack = 2 * Offered;

    private readonly ConcurrentDictionary<string, Owned> owned = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> refused = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turn = new(1, 1);
    private OwnerSession? session;
    private Offer? offer;

    private bool IsAlone => settings.Provider is DatabaseProvider.Sqlite;

    private bool MayShare =>
        owned.Count > 1
        && (offer is not { } last || time.GetElapsedTime(last.At) >= (last.InVain ? Refrained : TakenBack));

    /// <summary>How much is owned at present.</summary>
    public int Count => owned.Count;

    public bool Owns(string work) => IsAlone || owned.ContainsKey(work);

    /// <summary>False: another process does this work.</summary>
    public async Task<bool> TryOwnAsync(string work, CancellationToken cancellation)
    {
        if (IsAlone || StillHas(work))
            return true;
        if (refused.TryGetValue(work, out var at) && time.GetElapsedTime(at) < Refused)
            return false;
        if (offer is { InVain: false } others && others.Work == work && time.GetElapsedTime(others.At) < Offered)
            return false;
        await turn.WaitAsync(cancellation);
        try
        {
            return StillHas(work) || await TakeAsync(work);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Ask inside the write that does the work. The answer holds until the write ends: a new owner's first step waits for
    /// it. False: the work is another's now, and nothing of it may be committed.
    /// </summary>
    public async Task<bool> StillOwnsAsync(TrunklineDb db, string work, CancellationToken cancellation)
    {
        if (IsAlone)
            return true;
        if (!owned.TryGetValue(work, out var mine))
            return false;
        var mark = mine.Mark;
        var found = await db
            .Database.SqlQuery<int>(
                $"SELECT 1 AS \"Value\" FROM platform_ownership WHERE work = {work} AND mark = {mark} FOR SHARE"
            )
            .ToListAsync(cancellation);
        if (found.Count == 0)
            owned.TryRemove(new(work, mine));
        return found.Count > 0;
    }

    /// <summary>Leaves to others what has not been worked on for this long.</summary>
    public async Task ReleaseIdleAsync(TimeSpan idle, CancellationToken cancellation)
    {
        foreach (var (work, mine) in owned)
            if (time.GetElapsedTime(mine.UsedAt) >= idle)
                await ReleaseAsync(work, cancellation);
    }

    /// <summary>
    /// Leaves a piece of work to the others when this process owns more than its share: so whoever joins a busy set of processes
    /// comes to work. One each time, and none for a minute after nobody wanted one.
    /// </summary>
    public async Task ShareAsync(CancellationToken cancellation)
    {
        if (!MayShare)
            return;
        await InTurnAsync(
            async open =>
            {
                // Again: what was offered may have been taken back while this waited for its turn.
                if (
                    !MayShare
                    || await open.SurplusAsync() <= 0
                    || owned.OrderBy(one => one.Value.UsedAt).LastOrDefault() is not { Key: { } busiest }
                )
                    return;
                offer = new(busiest, time.GetTimestamp());
                await LetGoAsync(open, busiest);
            },
            cancellation
        );
    }

    public Task ReleaseAsync(string work, CancellationToken cancellation) =>
        InTurnAsync(open => LetGoAsync(open, work), cancellation);

    private async Task LetGoAsync(OwnerSession open, string work)
    {
        if (owned.TryRemove(work, out _))
            await open.UnlockAsync(work);
    }

    private async Task InTurnAsync(Func<OwnerSession, Task> act, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (session is { } open)
                await act(open);
        }
        catch (Exception error) when (error.IsOutage())
        {
            await LoseAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LoseAsync();
        turn.Dispose();
    }

    private bool StillHas(string work)
    {
        if (!owned.TryGetValue(work, out var mine))
            return false;
        mine.UsedAt = time.GetTimestamp();
        return true;
    }

    // Never cancelled halfway: a lock that is held and not known would keep the work from everybody.
    private async Task<bool> TakeAsync(string work)
    {
        try
        {
            // Between two commands the driver notices by itself that PostgreSQL went, and says so only by the state.
            if (session is { IsOpen: false })
                await LoseAsync();
            var open = session ??= await OwnerSession.OpenAsync(settings, owned.Clear);
            if (!await open.TryLockAsync(work))
            {
                refused[work] = time.GetTimestamp();
                if (offer?.Work == work)
                    offer = null;
                return false;
            }
            if (offer?.Work == work)
                offer = new(work, time.GetTimestamp(), InVain: true);
            var mine = new Owned(Guid.CreateVersion7()) { UsedAt = time.GetTimestamp() };
            if (!await open.TryMarkAsync(work, mine.Mark))
            {
                await open.UnlockAsync(work);
                refused[work] = time.GetTimestamp();
                return false;
            }
            refused.TryRemove(work, out _);
            owned[work] = mine;
            return true;
        }
        catch
        {
            await LoseAsync();
            throw;
        }
    }

    private async Task LoseAsync()
    {
        var lost = owned.Count;
        owned.Clear();
        if (session is not { } open)
            return;
        session = null;
        if (lost > 0)
            OwnershipLost(lost);
        await open.DisposeAsync();
    }

    [LoggerMessage(
        LogLevel.Information,
        "The connection that owned work was closed; {Count} pieces of work are free for any process"
    )]
    private partial void OwnershipLost(int count);

    /// <summary>What was left to the others last; in vain when it was taken back since nobody wanted it.</summary>
    private sealed record Offer(string Work, long At, bool InVain = false);

    private sealed class Owned(Guid mark)
    {
        public Guid Mark => mark;

        public long UsedAt { get; set; }
    }
}

/// <summary>Who was the last to become the owner: the fence that keeps an earlier one from committing.</summary>
internal sealed record OwnershipMark(string Work, Guid Mark);

internal sealed class OwnershipMarkTable : IEntityTypeConfiguration<OwnershipMark>
{
    public void Configure(EntityTypeBuilder<OwnershipMark> builder)
    {
        builder.ToTable("platform_ownership");
        builder.HasKey(one => one.Work);
    }
}
