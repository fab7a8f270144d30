using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Trunkline.Platform.Data;
using Trunkline.Platform.Operating;

namespace Trunkline.Platform.Live;

/// <summary>
/// The one reader of this process: after a commit it reads what is new for all open streams together, renders it once for
/// each person and hands it to that person's streams. Between two commits it keeps nothing but their cursors.
/// </summary>
internal sealed partial class LiveReader(
    EnterpriseScopes enterprises,
    DatabaseSettings settings,
    OpenStreams open,
    ILogger<LiveReader> logger
) : BackgroundService
{
    private const int PageSize = 2000;

    // What several events of one person show is read with the same questions, so each has some in a round.
    private const int FewestOfEach = 10;
    private const int RenderedSideBySide = 4;
    private const int RenderedTogether = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
                await RoundAsync(await open.NextAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task RoundAsync(IReadOnlyList<OpenStreams.Reader> woken, CancellationToken cancellation)
    {
        var unread = new List<ActorId>();
        // Where enterprises lie on several machines, one may be out of reach while the others are not.
        foreach (var enterprise in woken.GroupBy(reader => reader.Enterprise))
        foreach (var some in enterprise.Chunk(PageSize / FewestOfEach))
            try
            {
                await ReadAsync(enterprise.Key, some.ToDictionary(reader => reader.Person), cancellation);
            }
            catch (Exception error) when (!error.IsStop(cancellation))
            {
                ReadingFailed(error);
                unread.AddRange(some.Select(reader => reader.Person));
            }
        if (unread.Count > 0)
            _ = WakeAgainAsync(unread, cancellation);
    }

    private async Task WakeAgainAsync(IReadOnlyCollection<ActorId> people, CancellationToken cancellation)
    {
        await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellation.IsCancellationRequested)
            open.Wake(people);
    }

    private async Task ReadAsync(
        EnterpriseId enterprise,
        Dictionary<ActorId, OpenStreams.Reader> readers,
        CancellationToken cancellation
    )
    {
        // Whoever is told much must not keep the others waiting: numbers have no gaps, so everybody gets his share.
        var share = PageSize / readers.Count;
        using var activity = PlatformMeter.Activities.StartActivity("trunkline.live.round");
        List<LiveEvent> events;
        await using (var scope = enterprises.Open(enterprise))
        {
            var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
            await db.Database.OpenConnectionAsync(cancellation); // the same server is to confirm what it said
            events = await db.ToldAfter(
                    [.. readers.Values.Select(one => (one.Person, one.Cursor))],
                    share,
                    settings.Provider
                )
                .AsNoTracking()
                .OrderBy(one => one.Person)
                .ThenBy(one => one.Number)
                .ToListAsync(cancellation);
            // A failover gives the numbers that it takes back to something else, which whoever has seen them would never be shown.
            if (events.Count > 0)
                await StandbyWarning.ConfirmReadAsync(db.Database, cancellation);
        }
        activity?.SetTag("events", events.Count);
        PlatformMeter.LiveEvents.Add(events.Count);
        var told = events.GroupBy(one => one.Person).ToList();
        await Parallel.ForEachAsync(
            told,
            new ParallelOptions { MaxDegreeOfParallelism = RenderedSideBySide, CancellationToken = cancellation },
            async (some, token) => await HandAsync(enterprise, readers[some.Key], some, token)
        );
        if (told.Where(some => some.Count() == share).Select(some => some.Key).ToList() is { Count: > 0 } more)
            open.Wake(more);
    }

    private async Task HandAsync(
        EnterpriseId enterprise,
        OpenStreams.Reader reader,
        IEnumerable<LiveEvent> told,
        CancellationToken cancellation
    )
    {
        try
        {
            foreach (var some in told.Chunk(RenderedTogether))
            {
                await using var scope = enterprises.Open(enterprise);
                // Once for all the questions of the renderers.
                await scope
                    .ServiceProvider.GetRequiredService<TrunklineDb>()
                    .Database.OpenConnectionAsync(cancellation);
                foreach (var (number, html) in await LiveStreams.RenderAsync(scope.ServiceProvider, some, cancellation))
                foreach (var stream in reader.Streams)
                    stream.Hand(number, html);
            }
        }
        catch (Exception error) when (!error.IsStop(cancellation))
        {
            // One person's page must not keep the others from theirs; he comes again and reads for himself.
            ReadingFailed(error);
            foreach (var stream in reader.Streams)
                stream.Drop();
        }
    }

    [LoggerMessage(LogLevel.Error, "What people were told could not be read or rendered")]
    private partial void ReadingFailed(Exception error);
}
