using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Platform.Live;

/// <summary>Turns one kind of live event into what the person's open page needs: Turbo Stream HTML, or null for nothing.</summary>
public interface ILiveRenderer
{
    string Kind { get; }

    /// <summary>Called within the person's enterprise, after the commit; it reads the state as it is now.</summary>
    Task<string?> RenderAsync(LiveEvent liveEvent, CancellationToken cancellation);
}

/// <summary>
/// The open streams of this process. A stream holds only a cursor: what was told is read from the database, so a slow or
/// reconnecting reader misses nothing and memory does not grow with what is said.
/// </summary>
public sealed class LiveStreams : IDisposable
{
    /// <summary>How many pages of this process are open for live updates.</summary>
    public int Open => open.Count;

    internal const string Reset = "reset";
    internal const string Ping = "ping";
    private const int PageSize = 200;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<Channel<bool>, ActorId> open = new();
    private readonly EnterpriseScopes enterprises;
    private readonly CommitSignals signals;
    private readonly IHostApplicationLifetime lifetime;

    public LiveStreams(EnterpriseScopes enterprises, CommitSignals signals, IHostApplicationLifetime lifetime)
    {
        this.enterprises = enterprises;
        this.signals = signals;
        this.lifetime = lifetime;
        signals.PeopleTold += Wake;
    }

    /// <summary>The number up to which a page that is rendered now already shows everything.</summary>
    public static async Task<long> CursorAsync(TrunklineDb db, ActorId person, CancellationToken cancellation) =>
        await db.Set<LiveCounter>()
            .Where(counter => counter.EnterpriseId == db.Enterprise && counter.Person == person)
            .Select(counter => counter.Last)
            .SingleOrDefaultAsync(cancellation);

    /// <summary>Everything told to the person after the cursor, and then what comes, until the reader goes or the time is up.</summary>
    internal async IAsyncEnumerable<SseItem<string>> FollowAsync(
        Actor person,
        long? after,
        TimeSpan atMost,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        // A process that stops would otherwise wait for its readers; they come back to another one.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        ending.CancelAfter(atMost);
        var wakes = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );
        open[wakes] = person.Id;
        try
        {
            var cursor = after ?? await CursorNowAsync(person, cancellation);
            yield return new("", Ping) { EventId = Text(cursor) };
            while (!ending.IsCancellationRequested)
            {
                var page = await ReadAsync(person, cursor, cancellation);
                foreach (var (number, html) in page.Items)
                {
                    cursor = number;
                    yield return new(html ?? "", html is null ? Ping : SseParser.EventTypeDefault)
                    {
                        EventId = Text(number),
                    };
                }
                if (page.Gap)
                    yield return new("", Reset) { EventId = Text(cursor = page.Last) };
                if (page.Items.Count == PageSize)
                    continue;
                if (!await WaitAsync(wakes.Reader, ending.Token))
                    yield return new("", Ping);
            }
        }
        finally
        {
            open.TryRemove(wakes, out _);
        }
    }

    private async Task<long> CursorNowAsync(Actor person, CancellationToken cancellation)
    {
        await using var scope = enterprises.Open(person.Enterprise);
        return await CursorAsync(scope.ServiceProvider.GetRequiredService<TrunklineDb>(), person.Id, cancellation);
    }

    private async Task<LivePage> ReadAsync(Actor person, long cursor, CancellationToken cancellation)
    {
        await using var scope = enterprises.Open(person.Enterprise);
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        // First the counter: what is committed after it can only add events, never make one look trimmed.
        var last = await CursorAsync(db, person.Id, cancellation);
        var events = await db.Set<LiveEvent>()
            .AsNoTracking()
            .Where(one => one.Person == person.Id && one.Number > cursor)
            .OrderBy(one => one.Number)
            .Take(PageSize)
            .ToListAsync(cancellation);
        // Numbers have no gaps, so a missing one was trimmed; a cursor beyond the last comes from another database.
        if (events.Count > 0 ? events[0].Number != cursor + 1 : last != cursor)
            return new([], Gap: true, last);
        var renderers = scope.ServiceProvider.GetServices<ILiveRenderer>().ToLookup(renderer => renderer.Kind);
        var items = new List<(long, string?)>(events.Count);
        foreach (var one in events)
        {
            var parts = new List<string>();
            foreach (var renderer in renderers[one.Kind])
                if (await renderer.RenderAsync(one, cancellation) is { } html)
                    parts.Add(html);
            items.Add((one.Number, parts.Count == 0 ? null : string.Concat(parts)));
        }
        return new(items, Gap: false, 0);
    }

    private static async Task<bool> WaitAsync(ChannelReader<bool> wakes, CancellationToken ending)
    {
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(ending);
        beat.CancelAfter(Heartbeat);
        try
        {
            return await wakes.ReadAsync(beat.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Wake(IReadOnlyCollection<ActorId>? people)
    {
        foreach (var (stream, person) in open)
            if (people is null || people.Contains(person))
                stream.Writer.TryWrite(true);
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => signals.PeopleTold -= Wake;

    private sealed record LivePage(IReadOnlyList<(long Number, string? Html)> Items, bool Gap, long Last);
}
