using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Processing;

/// <summary>
/// Works off one lane, oldest first, in batches. A batch that fails is taken apart until the one body that cannot be
/// processed stands alone; that one is set aside after its last try, and the lane goes on.
/// </summary>
internal sealed partial class ProcessLane(
    IServiceScopeFactory scopes,
    Ownership ownership,
    DatabaseSettings settings,
    TimeProvider time,
    ILogger<ProcessLane> logger
)
{
    private const int MostBatchesWhenTakenApart = 16;
    private const int MostTries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // On SQLite nobody else writes meanwhile, and webhooks wait for their acknowledgement; on PostgreSQL only screens wait.
    private readonly BatchSize size = new(
        TimeSpan.FromMilliseconds(settings.Provider is DatabaseProvider.Sqlite ? 100 : 500)
    );

    /// <summary>True: there is more, but others shall have their turn.</summary>
    public async Task<bool> RunAsync(string lane, CancellationToken cancellation)
    {
        var together = size.Usual;
        for (var batch = 0; batch < MostBatchesWhenTakenApart; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (!await ownership.TryOwnAsync(Lane.WorkOf(lane), cancellation))
                    return false;
                var progress = await ProcessAsync(lane, together, cancellation);
                together = size.After(together, progress);
                if (progress.Outcome is LaneOutcome.NobodysLane)
                    await KeepAsOrphansAsync(lane, cancellation);
                if (progress.Outcome is not LaneOutcome.More)
                    return false;
                // A lane that is being taken apart first comes back to its usual size, or it would fail anew at each turn.
                if (together >= BatchSize.Fewest)
                    return true;
            }
            catch (Exception error) when (!error.IsStop(cancellation))
            {
                BatchFailed(error);
                // The database's trouble is no body's fault: the lane rests, and the next look tries again.
                if (error.IsOutage() || (together == 1 && !await TryCountAsync(lane, error, cancellation)))
                    return false;
                together = 1;
            }
        }
        return true;
    }

    private async Task<LaneProgress> ProcessAsync(string lane, int together, CancellationToken cancellation)
    {
        // What is not JSON says nothing about whose it is.
        if (lane == Lane.Unreadable)
            return new(LaneOutcome.NobodysLane, TimeSpan.Zero);
        using var activity = WhatsAppMeter.Activities.StartActivity("whatsapp.lane.batch");
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            return await scope.ServiceProvider.GetRequiredService<LaneBatch>().RunAsync(lane, together, cancellation);
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    private async Task KeepAsOrphansAsync(string lane, CancellationToken cancellation)
    {
        var (state, reason) =
            lane == Lane.Unreadable
                ? (InboxState.SetAside, "It is not the JSON of a webhook.")
                : (InboxState.Orphaned, "No business number here has this phone number id.");
        DateTimeOffset? now = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var kept = await db.WriteAsync<int>(
            async () =>
            {
                await db.TakeTurnAsync(Lane.OrphansTurn, cancellation);
                // Whoever added the number in this moment has found no orphan, and wakes the lane.
                if (await LaneNumbers.Of(db, lane).AnyAsync(cancellation))
                    return 0;
                var waiting = db.Inbox.Where(row => row.Lane == lane && row.State == InboxState.Waiting);
                var bodies = await waiting.SumAsync(row => row.Count, cancellation);
                await waiting.ExecuteUpdateAsync(
                    change =>
                        change
                            .SetProperty(row => row.State, state)
                            .SetProperty(row => row.Reason, reason)
                            .SetProperty(row => row.SettledAt, now),
                    cancellation
                );
                return bodies;
            },
            cancellation
        );
        if (kept.Value > 0)
        {
            (state is InboxState.Orphaned ? WhatsAppMeter.Orphaned : WhatsAppMeter.SetAside).Add(kept.Value);
            Kept(kept.Value, reason);
        }
    }

    /// <summary>
    /// Counts the try against the oldest body, which stood alone, or takes its row apart so that it will. False: not even that
    /// was possible, so the lane rests.
    /// </summary>
    private async Task<bool> TryCountAsync(string lane, Exception error, CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
            await db.WriteAsync(() => CountAsync(db, lane, error, cancellation), cancellation);
            await Task.Delay(Pause, time, cancellation);
            return true;
        }
        catch (Exception worse) when (!worse.IsStop(cancellation))
        {
            BatchFailed(worse);
            return false;
        }
    }

    private async Task<Result> CountAsync(TrunklineDb db, string lane, Exception error, CancellationToken cancellation)
    {
        var row = await db
            .Inbox.Where(one => one.Lane == lane && one.State == InboxState.Waiting)
            .OrderBy(one => one.Sequence)
            .Locked()
            .FirstOrDefaultAsync(cancellation);
        if (row is null)
            return Result.Done;
        if (row.Count > 1 && TakeApart(row) is { } bodies)
        {
            await db.Inbox.Where(one => one.Sequence == row.Sequence).ExecuteDeleteAsync(cancellation);
            foreach (var alone in bodies)
                db.Append(alone);
            return Result.Done;
        }
        row.CountTry($"{error.GetType().Name}: {error.Message}");
        if (row.Tries >= MostTries)
        {
            row.SetAside(time.GetUtcNow());
            db.AfterCommit(() =>
            {
                WhatsAppMeter.SetAside.Add(1);
                BodySetAside(row.Sequence, row.Tries);
            });
        }
        return Result.Done;
    }

    // Nothing when the disk has damaged it: then all of it is set aside, or the lane would stand still.
    private static List<InboxRow>? TakeApart(InboxRow row)
    {
        try
        {
            return [.. row.Split()];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "A batch of webhooks could not be processed")]
    private partial void BatchFailed(Exception error);

    [LoggerMessage(
        LogLevel.Error,
        "The webhook at {Sequence} was set aside after {Tries} tries; whatsapp_inbox keeps it with the reason"
    )]
    private partial void BodySetAside(long sequence, int tries);

    [LoggerMessage(LogLevel.Warning, "{Count} webhooks were kept without being processed: {Reason}")]
    private partial void Kept(int count, string reason);
}
