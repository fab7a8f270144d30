using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Trunkline.Platform.Data;

/// <summary>How what is no record goes by its age, once an hour. What fails is tried again within the next.</summary>
public abstract partial class HourlyTrimming(IServiceScopeFactory scopes, TimeProvider time, ILogger logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryTrimAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    /// <summary>Over all enterprises. Each delete in a write of its own.</summary>
    protected abstract Task TrimAsync(TrunklineDb db, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>
    /// Deletes from the oldest on, each time in a write of its own: whoever deletes holds SQLite's only place to write, and what is to
    /// be written meanwhile gets its turn in between. What has one moment goes together.
    /// </summary>
    /// <param name="moments">When each of those that are old came.</param>
    /// <param name="until">Those that came until then.</param>
    protected static async Task DeleteOldAsync<T>(
        TrunklineDb db,
        IQueryable<DateTimeOffset> moments,
        Func<DateTimeOffset, IQueryable<T>> until,
        int rowsAtOnce,
        CancellationToken cancellation
    )
    {
        var oldest = moments.OrderBy(at => at).Take(rowsAtOnce);
        while (await oldest.ToListAsync(cancellation) is [.., var last])
            await db.WriteAsync<int>(async () => await until(last).ExecuteDeleteAsync(cancellation), cancellation);
    }

    private async Task TryTrimAsync(CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await TrimAsync(scope.ServiceProvider.GetRequiredService<TrunklineDb>(), time.GetUtcNow(), cancellation);
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            TrimmingFailed(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Trimming what is old failed; it is tried again within the hour")]
    private partial void TrimmingFailed(Exception error);
}
