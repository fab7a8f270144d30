using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Processing;

/// <summary>Runs each lane that has work, each once, several side by side; and looks now and then for what nobody was told of.</summary>
internal sealed partial class LaneDispatcher(
    LaneSignals signals,
    ProcessLane process,
    Ownership ownership,
    Backlog backlog,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<LaneDispatcher> logger
) : BackgroundService
{
    // More would not be faster, only hold more batches in memory; two, since one waits for the database half of its time.
    private static readonly int SideBySide = Math.Clamp(Environment.ProcessorCount, 2, 8);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // Long enough to spare a busy lane the taking and leaving, short enough for other processes to get their share.
    private static readonly TimeSpan KeptIdle = TimeSpan.FromSeconds(15);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Task> running = new(StringComparer.Ordinal);
    private readonly HashSet<string> again = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim places = new(SideBySide, SideBySide);

    // The newest row of the last look.
    private long? newest;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            Start(await FindAsync(stoppingToken), stoppingToken);
            var looked = time.GetTimestamp();
            while (!stoppingToken.IsCancellationRequested)
            {
                Start(await signals.NextAsync(Look, stoppingToken), stoppingToken);
                if (time.GetElapsedTime(looked) < Look)
                    continue;
                Start(await FindAsync(stoppingToken), stoppingToken);
                await ShareAsync(stoppingToken);
                looked = time.GetTimestamp();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        Task[] left;
        lock (gate)
            left = [.. running.Values];
        await Task.WhenAll(left);
    }

    // After a start, and when a process died or the lane was busy elsewhere, nobody wakes a lane.
    private async Task<IReadOnlyCollection<string>> FindAsync(CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
            var last = await db.Inbox.MaxAsync(row => (long?)row.Sequence, cancellation) ?? 0;
            var before = newest ?? last;
            var added = await db
                .Inbox.Where(row => row.Sequence > before && row.Sequence <= last)
                .SumAsync(row => row.Count, cancellation);
            var waiting = await db
                .Inbox.Where(row => row.State == InboxState.Waiting)
                .GroupBy(row => row.Lane)
                .Select(lane => new { Name = lane.Key, Bodies = lane.Sum(row => row.Count) })
                .ToDictionaryAsync(lane => lane.Name, lane => lane.Bodies, cancellation);
            backlog.Counted(waiting, added);
            newest = last;
            return waiting.Keys;
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            LookFailed(error);
            return [];
        }
    }

    private async Task ShareAsync(CancellationToken cancellation)
    {
        try
        {
            await ownership.ReleaseIdleAsync(KeptIdle, cancellation);
            await ownership.ShareAsync(cancellation);
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            SharingFailed(error);
        }
    }

    private void Start(IEnumerable<string> lanes, CancellationToken cancellation)
    {
        lock (gate)
            foreach (var lane in lanes)
                if (running.ContainsKey(lane))
                    again.Add(lane);
                else
                    running[lane] = RunAsync(lane, cancellation);
    }

    private async Task RunAsync(string lane, CancellationToken cancellation)
    {
        await Task.Yield();
        var more = false;
        try
        {
            await places.WaitAsync(cancellation);
            try
            {
                more = await process.RunAsync(lane, cancellation);
            }
            finally
            {
                places.Release();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { }
        lock (gate)
        {
            running.Remove(lane);
            if (again.Remove(lane) || more)
                signals.Wake([lane]);
        }
    }

    public override void Dispose()
    {
        places.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "Looking for webhooks that wait failed; it is tried again in a second")]
    private partial void LookFailed(Exception error);

    [LoggerMessage(LogLevel.Error, "Lanes could not be left to other processes; it is tried again in a second")]
    private partial void SharingFailed(Exception error);
}
