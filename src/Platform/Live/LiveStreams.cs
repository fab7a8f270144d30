using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Operating;

namespace Trunkline.Platform.Live;

/// <summary>Turns live events into what the person's open page needs: Turbo Stream HTML, or null for nothing.</summary>
public interface ILiveRenderer
{
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>
    /// Called within the person's enterprise, after the commit, with at least one event of these kinds, all of one person and
    /// in their order; answers one for each. It reads the state as it is now, at once for all of them.
    /// </summary>
    Task<IReadOnlyList<string?>> RenderAsync(IReadOnlyList<LiveEvent> told, CancellationToken cancellation);
}

/// <summary>
/// What a person is told, from a cursor on: first what the database holds, then what <see cref="LiveReader"/> hands over. A
/// reader who is slow, or was away, misses nothing: the cursor says where to go on.
/// </summary>
public sealed class LiveStreams
{
    private const string End = "live ends ";
    internal const string Reset = "reset";
    internal const string Ping = "ping";
    private const int PageSize = 200;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SoonestBack = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LatestBack = TimeSpan.FromSeconds(4);

    private readonly EnterpriseScopes enterprises;
    private readonly OpenStreams open;
    private readonly IHostApplicationLifetime lifetime;

    internal LiveStreams(EnterpriseScopes enterprises, OpenStreams open, IHostApplicationLifetime lifetime) =>
        (this.enterprises, this.open, this.lifetime) = (enterprises, open, lifetime);

    /// <summary>How many pages of this process are open for live updates.</summary>
    public int Open => open.Count;

    /// <summary>The number up to which a page that is rendered now already shows everything.</summary>
    public static async Task<long> CursorAsync(TrunklineDb db, ActorId person, CancellationToken cancellation) =>
        await db.Set<LiveCounter>()
            .Where(counter => counter.EnterpriseId == db.Enterprise && counter.Person == person)
            .Select(counter => counter.Last)
            .SingleOrDefaultAsync(cancellation);

    /// <summary>For <see cref="TrunklineDb.Wake"/>: the person's streams end at once, in every process, and must prove a session again.</summary>
    public static string EndOf(ActorId person) => $"{End}{person}";

    /// <summary>Whether the topic is somebody's end.</summary>
    internal static bool IsEnd(string topic) => topic.StartsWith(End, StringComparison.Ordinal);

    /// <summary>Everything told to the person after the cursor, and then what comes, until the reader goes or the time is up.</summary>
    /// <param name="isStillSignedIn">
    /// Asked once the stream is known here: a session that ends from then on ends the stream, and one that ended just before would not.
    /// </param>
    internal async IAsyncEnumerable<SseItem<string>> FollowAsync(
        Actor person,
        long? after,
        TimeSpan atMost,
        Func<Task<bool>> isStillSignedIn,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        // A process that stops would otherwise wait for its readers; they come back to another one.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            cancellation,
            lifetime.ApplicationStopping
        );
        using var stream = new OpenStream(person, stopping.Token);
        stream.EndAfter(atMost);
        open.Add(stream);
        try
        {
            if (!await isStillSignedIn())
                yield break;
            var cursor = after ?? await CursorNowAsync(person, cancellation);
            yield return new("", Ping) { EventId = Text(cursor), ReconnectionInterval = Spread() };
            for (var more = true; more && !stream.Ended.IsCancellationRequested; )
            {
                var page = await ReadAsync(person, cursor, cancellation);
                foreach (var (number, html) in page.Items)
                    yield return Item(cursor = number, html);
                if (page.Gap)
                    yield return new("", Reset) { EventId = Text(cursor = page.Last) };
                more = page.Items.Count == PageSize;
            }
            stream.CatchUp(cursor);
            // What was told since the last page was read belongs to the reader now.
            open.Wake([person.Id]);
            while (await NextAsync(stream) is (true, var item))
                yield return item is { } next ? Item(next.Number, next.Html) : new("", Ping);
            // A page that heard something just now does not take itself for offline while it opens the stream anew. It does so soon,
            // unless all pages of this process do.
            if (!cancellation.IsCancellationRequested)
                yield return new("", Ping)
                {
                    ReconnectionInterval = lifetime.ApplicationStopping.IsCancellationRequested ? null : SoonestBack,
                };
        }
        finally
        {
            open.Remove(stream);
        }
    }

    /// <summary>What each of these events of one person shows, in their order.</summary>
    internal static async Task<IReadOnlyList<(long Number, string? Html)>> RenderAsync(
        IServiceProvider services,
        IReadOnlyList<LiveEvent> told,
        CancellationToken cancellation
    )
    {
        var shown = told.ToDictionary(one => one.Number, _ => (string?)null);
        foreach (var renderer in services.GetServices<ILiveRenderer>())
        {
            var mine = told.Where(one => renderer.Kinds.Contains(one.Kind)).ToList();
            if (mine.Count == 0)
                continue;
            foreach (var (one, html) in mine.Zip(await renderer.RenderAsync(mine, cancellation)))
                shown[one.Number] += html;
        }
        return [.. told.Select(one => (one.Number, shown[one.Number]))];
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
        await db.Database.OpenConnectionAsync(cancellation); // once for all the questions
        // First the counter: what is committed after it can only add events, never make one look trimmed.
        var last = await CursorAsync(db, person.Id, cancellation);
        var events = await db.Set<LiveEvent>()
            .AsNoTracking()
            .Where(one => one.Person == person.Id && one.Number > cursor)
            .OrderBy(one => one.Number)
            .Take(PageSize)
            .ToListAsync(cancellation);
        await StandbyWarning.ConfirmReadAsync(db.Database, cancellation);
        PlatformMeter.LiveEvents.Add(events.Count);
        // Numbers have no gaps, so a missing one was trimmed; a cursor beyond the last comes from another database.
        if (events.Count > 0 ? events[0].Number != cursor + 1 : last != cursor)
            return new([], Gap: true, last);
        return new(await RenderAsync(scope.ServiceProvider, events, cancellation), Gap: false, 0);
    }

    // Without an item: the connection was quiet for a while, or the stream has ended.
    private static async Task<(bool Open, (long Number, string? Html)? Item)> NextAsync(OpenStream stream)
    {
        using var beat = CancellationTokenSource.CreateLinkedTokenSource(stream.Ended);
        beat.CancelAfter(Heartbeat);
        try
        {
            return await stream.Items.WaitToReadAsync(beat.Token) && stream.Items.TryRead(out var item)
                ? (true, item)
                : (false, null);
        }
        catch (OperationCanceledException)
        {
            return (!stream.Ended.IsCancellationRequested, null);
        }
    }

    // Of thousands that a restart has cut off at once, each comes back at another moment.
    private static TimeSpan Spread() => SoonestBack + (LatestBack - SoonestBack) * Random.Shared.NextDouble();

    private static SseItem<string> Item(long number, string? html) =>
        new(html ?? "", html is null ? Ping : SseParser.EventTypeDefault) { EventId = Text(number) };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record LivePage(IReadOnlyList<(long Number, string? Html)> Items, bool Gap, long Last);
}
