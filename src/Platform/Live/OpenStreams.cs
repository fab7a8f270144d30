using Trunkline.Platform.Data;
using Trunkline.Platform.Operating;

namespace Trunkline.Platform.Live;

/// <summary>The open streams of this process, and which of their people were told something since the reader asked last.</summary>
internal sealed class OpenStreams : IDisposable
{
    /// <summary>More pages than anybody has open; whoever opens one more loses the one that has been open longest.</summary>
    public const int MostOfOnePerson = 50;

    private readonly Lock gate = new();
    private readonly Dictionary<ActorId, List<OpenStream>> open = [];
    private readonly WakeUp wakeUp = new();
    private readonly CommitSignals signals;
    private HashSet<ActorId> woken = [];

    public OpenStreams(CommitSignals signals)
    {
        this.signals = signals;
        signals.PeopleTold += Wake;
        signals.Woken += EndSessions;
    }

    public int Count
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
                // Those that end are still counted until they have.
                var staying = streams.Where(one => !one.Ended.IsCancellationRequested).ToList();
                oldest = staying.Count >= MostOfOnePerson ? staying[0] : null;
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
            if (woken.Count == 0)
                return;
        }
        wakeUp.Call();
    }

    /// <summary>Those who were told something, once somebody was; whoever still catches up by himself is left out.</summary>
    public async Task<IReadOnlyList<Reader>> NextAsync(CancellationToken cancellation)
    {
        await wakeUp.SleepAsync(cancellation);
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

    public void Dispose()
    {
        signals.PeopleTold -= Wake;
        signals.Woken -= EndSessions;
        wakeUp.Dispose();
    }

    private void EndSessions(IReadOnlyCollection<string>? topics)
    {
        // Most commits end nobody's session, and each would walk over everybody who is here.
        if (topics?.Any(LiveStreams.IsEnd) != true)
            return;
        List<OpenStream> over;
        lock (gate)
            over = [.. open.Where(one => topics.Contains(LiveStreams.EndOf(one.Key))).SelectMany(one => one.Value)];
        foreach (var stream in over)
            stream.End();
    }

    /// <summary>One person with open streams, and the cursor of the one that is furthest behind.</summary>
    internal sealed record Reader(
        EnterpriseId Enterprise,
        ActorId Person,
        IReadOnlyList<OpenStream> Streams,
        long Cursor
    );
}
