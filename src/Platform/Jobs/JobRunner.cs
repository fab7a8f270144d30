using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Data;
using Trunkline.Platform.Operating;

namespace Trunkline.Platform.Jobs;

/// <summary>
/// Takes due jobs in batches under a lease and runs them. A process that dies leaves its lease to run out; another then
/// takes the job. On PostgreSQL any number of processes take side by side. Kinds of work do not wait for each other: mails that
/// do not get away hold up nothing but mails.
/// </summary>
internal sealed partial class JobRunner(
    IServiceScopeFactory scopes,
    EnterpriseScopes enterprises,
    DueJobs due,
    CommitSignals signals,
    JobCatalog catalog,
    TimeProvider time,
    ILogger<JobRunner> logger
) : BackgroundService
{
    // The pauses double up to an hour: three days, since a mail server may be away for a weekend.
    private const int MostAttempts = 84;
    private const int SideBySide = 4;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // What has begun when the process is to stop is finished: a mail that the server took would be sent again by whoever comes next.
    private static readonly TimeSpan ToFinish = TimeSpan.FromSeconds(30);

    // What is done of each kind; a kind is taken again when it is done.
    private readonly Dictionary<string, Task> atWork = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wakeUp = new WakeUp();
        signals.JobsWaiting += wakeUp.Call;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                foreach (var kind in atWork.Where(one => one.Value.IsCompleted).Select(one => one.Key).ToList())
                    atWork.Remove(kind);
                var taken = await TryTakeAsync([.. atWork.Keys], stoppingToken);
                foreach (var jobs in taken.GroupBy(job => job.Kind))
                    atWork[jobs.Key] = RunAsync([.. jobs], wakeUp.Call, stoppingToken);
                if (taken.Count < DueJobs.BatchSize)
                    await wakeUp.SleepAsync(Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        finally
        {
            await Task.WhenAll(atWork.Values);
            signals.JobsWaiting -= wakeUp.Call;
        }
    }

    private async Task RunAsync(IReadOnlyList<Job> jobs, Action done, CancellationToken stopping)
    {
        var begun = new ConcurrentDictionary<Guid, bool>();
        using var finishing = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var toldToStop = stopping.Register(() => finishing.CancelAfter(ToFinish));
        try
        {
            await Parallel.ForEachAsync(
                jobs,
                new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = stopping },
                (job, _) =>
                {
                    begun[job.Id] = true;
                    return RunAsync(job, finishing.Token);
                }
            );
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await TryGiveBackAsync([.. jobs.Where(job => !begun.ContainsKey(job.Id))]);
        }
        finally
        {
            done();
        }
    }

    private async Task<IReadOnlyList<Job>> TryTakeAsync(string[] busy, CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await due.TakeAsync(scope.ServiceProvider.GetRequiredService<TrunklineDb>(), busy, cancellation);
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            TakingFailed(logger, error);
            await Task.Delay(Look, time, cancellation);
            return [];
        }
    }

    private async ValueTask RunAsync(Job job, CancellationToken cancellation)
    {
        var kind = new KeyValuePair<string, object?>("kind", job.Kind);
        using var activity = PlatformMeter.Activities.StartActivity(job.Kind);
        try
        {
            if (!await StillOursAsync(job, cancellation))
                return;
            await using (var scope = enterprises.Open(job.EnterpriseId))
            {
                var registration =
                    catalog.Find(job.Kind) ?? throw new InvalidOperationException($"No handler is called {job.Kind}.");
                await registration.RunAsync(scope.ServiceProvider, job.Payload, cancellation);
            }
            await SettleAsync(job, jobs => jobs.ExecuteDeleteAsync(cancellation), cancellation);
            PlatformMeter.JobsDone.Add(1, kind);
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            JobFailed(logger, error, job.Kind, job.Attempts);
            PlatformMeter.JobsFailed.Add(1, kind);
            activity?.SetStatus(ActivityStatusCode.Error);
            await TryPostponeAsync(job, error, cancellation);
        }
    }

    // Those before it in the batch may have been slow. Whose lease has run out may be at another's by now.
    private async Task<bool> StillOursAsync(Job job, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (job.LeasedUntil - now > Job.Lease / 2)
            return true;
        DateTimeOffset? until = now + Job.Lease;
        return await SettleAsync(
                job,
                jobs =>
                    jobs.Where(one => one.LeasedUntil == job.LeasedUntil)
                        .ExecuteUpdateAsync(change => change.SetProperty(one => one.LeasedUntil, until), cancellation),
                cancellation
            ) > 0;
    }

    // Otherwise whoever comes next would wait for the end of a lease of somebody who is gone.
    private async Task TryGiveBackAsync(IReadOnlyList<Job> jobs)
    {
        try
        {
            foreach (var job in jobs)
                await SettleAsync(
                    job,
                    rows =>
                        rows.Where(one => one.LeasedUntil == job.LeasedUntil)
                            .ExecuteUpdateAsync(change =>
                                change
                                    .SetProperty(one => one.LeasedUntil, (DateTimeOffset?)null)
                                    .SetProperty(one => one.Attempts, one => one.Attempts - 1)
                            ),
                    CancellationToken.None
                );
        }
        catch (Exception error)
        {
            GivingBackFailed(logger, error, jobs.Count);
        }
    }

    // What made the job fail, such as a database that is gone, may stand in the way here too. Then the lease runs out.
    private async Task TryPostponeAsync(Job job, Exception error, CancellationToken cancellation)
    {
        try
        {
            await PostponeAsync(job, error, cancellation);
        }
        catch (Exception worse) when (!worse.IsStop(cancellation))
        {
            PostponingFailed(logger, worse, job.Kind);
        }
    }

    private Task PostponeAsync(Job job, Exception error, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var again = now + TimeSpan.FromSeconds(Math.Min(Math.Pow(2, job.Attempts), Job.LongestPause.TotalSeconds));
        var reason = $"{error.GetType().Name}: {error.Message}".AtMost(1000);
        DateTimeOffset? setAside = job.Attempts >= MostAttempts ? now : null;
        return SettleAsync(
            job,
            jobs =>
                jobs.ExecuteUpdateAsync(
                    change =>
                        change
                            .SetProperty(one => one.DueAt, again)
                            .SetProperty(one => one.LeasedUntil, (DateTimeOffset?)null)
                            .SetProperty(one => one.LastError, reason)
                            .SetProperty(one => one.SetAsideAt, setAside),
                    cancellation
                ),
            cancellation
        );
    }

    private async Task<int> SettleAsync(
        Job job,
        Func<IQueryable<Job>, Task<int>> settle,
        CancellationToken cancellation
    )
    {
        await using var scope = enterprises.Open(job.EnterpriseId);
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        var settled = await db.WriteAsync<int>(
            async () => await settle(db.Set<Job>().Where(one => one.Id == job.Id)),
            cancellation
        );
        return settled.Value;
    }

    [LoggerMessage(LogLevel.Error, "Taking due jobs failed")]
    private static partial void TakingFailed(ILogger logger, Exception error);

    [LoggerMessage(
        LogLevel.Error,
        "That job {Kind} failed could not be written down; it is tried again when its lease is over"
    )]
    private static partial void PostponingFailed(ILogger logger, Exception error, string kind);

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} jobs could not be left to others; they are taken when their lease is over"
    )]
    private static partial void GivingBackFailed(ILogger logger, Exception error, int count);

    [LoggerMessage(LogLevel.Warning, "Job {Kind} failed at attempt {Attempt}")]
    private static partial void JobFailed(ILogger logger, Exception error, string kind, int attempt);
}
