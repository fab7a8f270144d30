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
internal sealed partial class LiveReader : BackgroundService
{
    private const int PageSize = 2000;
    private const int RenderedSideBySide = 4;
    private const int RenderedTogether = 100;

    /// <summary>More pages than anybody has open; whoever opens one more loses the one that has been open longest.</summary>
    public const int MostOfOnePerson = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<ActorId, List<OpenStream>> open = [];
    private readonly SemaphoreSlim waiting = new(0, 1);
    private readonly EnterpriseScopes enterprises;
    private readonly DatabaseSettings settings;
    private readonly CommitSignals signals;
    private readonly ILogger<LiveReader> logger;
    private HashSet<ActorId> woken = [];

    public LiveReader(
        EnterpriseScopes enterprises,
        DatabaseSettings settings,
        CommitSignals signals,
        ILogger<LiveReader> logger
    )
    {
        this.enterprises = enterprises;
        this.settings = settings;
        this.signals = signals;
        this.logger = logger;
        signals.PeopleTold += Wake;
        signals.Woken += EndSessions;
    }

    public int Open
    {
        get
        {
            lock (gate)
                return open.Values.Sum(streams => streams.Count);
        }
    }

    public void Add(OpenStream stream)
    {
        PlatformMeter.OpenStreams.Add(1);
        OpenStream? oldest = null;
        lock (gate)
            if (open.TryGetValue(stream.Person.Id, out var streams))
            {
                oldest = streams.Count >= MostOfOnePerson ? streams[0] : null;
                streams.Add(stream);
            }
            else
                open[stream.Person.Id] = [stream];
        oldest?.End();
    }

    public void Remove(OpenStream stream)
    {
        PlatformMeter.OpenStreams.Add(-1);
        lock (gate)
            if (open.TryGetValue(stream.Person.Id, out var streams) && streams.Remove(stream) && streams.Count == 0)
                open.Remove(stream.Person.Id);
    }

    /// <summary>Somebody was told something; null: perhaps anybody was.</summary>
    public void Wake(IReadOnlyCollection<ActorId>? people)
    {
        lock (gate)
        {
            woken.UnionWith(people is null ? open.Keys : people.Where(open.ContainsKey));
            if (woken.Count > 0 && waiting.CurrentCount == 0)
                waiting.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await waiting.WaitAsync(stoppingToken);
                await RoundAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task RoundAsync(CancellationToken cancellation)
    {
        var unread = new List<ActorId>();
        // Where enterprises lie on several machines, one may be out of reach while the others are not.
        foreach (var enterprise in TakeWoken().GroupBy(reader => reader.Enterprise))
            try
            {
                await ReadAsync(enterprise.Key, enterprise.ToDictionary(reader => reader.Person), cancellation);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                ReadingFailed(error);
                unread.AddRange(enterprise.Select(reader => reader.Person));
            }
        if (unread.Count > 0)
            _ = WakeAgainAsync(unread, cancellation);
    }

    private async Task WakeAgainAsync(IReadOnlyCollection<ActorId> people, CancellationToken cancellation)
    {
        await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellation.IsCancellationRequested)
            Wake(people);
    }

    private List<Reader> TakeWoken()
    {
        lock (gate)
        {
            var people = woken;
            woken = [];
            return
            [
                .. people
                    .Select(person => open.GetValueOrDefault(person)?.Where(one => one.Cursor is not null).ToList())
                    .OfType<List<OpenStream>>()
                    .Where(streams => streams.Count > 0)
                    .Select(streams => new Reader(
                        streams[0].Person.Enterprise,
                        streams[0].Person.Id,
                        streams,
                        streams.Min(one => one.Cursor) ?? 0
                    )),
            ];
        }
    }

    private async Task ReadAsync(
        EnterpriseId enterprise,
        Dictionary<ActorId, Reader> readers,
        CancellationToken cancellation
    )
    {
        // Whoever is told much must not keep the others waiting: numbers have no gaps, so everybody gets his share.
        var share = Math.Max(RenderedTogether, PageSize / readers.Count);
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
                .Take(PageSize)
                .ToListAsync(cancellation);
            // A failover gives the numbers that it takes back to something else, which whoever has seen them would never be shown.
            if (events.Count > 0)
                await StandbyWarning.ConfirmReadAsync(db.Database, cancellation);
        }
        PlatformMeter.LiveEvents.Add(events.Count);
        var told = events.GroupBy(one => one.Person).ToList();
        await Parallel.ForEachAsync(
            told,
            new ParallelOptions { MaxDegreeOfParallelism = RenderedSideBySide, CancellationToken = cancellation },
            async (some, token) => await HandAsync(enterprise, readers[some.Key], some, token)
        );
        if (events.Count == PageSize)
            Wake([.. readers.Keys]);
        else if (told.Where(some => some.Count() == share).Select(some => some.Key).ToList() is { Count: > 0 } more)
            Wake(more);
    }

    private async Task HandAsync(
        EnterpriseId enterprise,
        Reader reader,
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
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // One person's page must not keep the others from theirs; he comes again and reads for himself.
            ReadingFailed(error);
            foreach (var stream in reader.Streams)
                stream.Drop();
        }
    }

    private void EndSessions(IReadOnlyCollection<string>? topics)
    {
        if (topics is null)
            return;
        List<OpenStream> over;
        lock (gate)
            over = [.. open.Where(one => topics.Contains(LiveStreams.EndOf(one.Key))).SelectMany(one => one.Value)];
        foreach (var stream in over)
            stream.End();
    }

    public override void Dispose()
    {
        signals.PeopleTold -= Wake;
        signals.Woken -= EndSessions;
        waiting.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "What people were told could not be read or rendered")]
    private partial void ReadingFailed(Exception error);

    /// <summary>One person with open streams, and the cursor of the one that is furthest behind.</summary>
    private sealed record Reader(
        EnterpriseId Enterprise,
        ActorId Person,
        IReadOnlyList<OpenStream> Streams,
        long Cursor
    );
}
