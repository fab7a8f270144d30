using Microsoft.Extensions.Logging;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Whether a webhook would have its turn soon. One that would not is left with WhatsApp, which sends it again later, so that
/// what was taken is on the screens within <see cref="WhatsAppSettings.LongestWait"/>. A busy number does not shut the
/// others out: beyond the limit a lane that has less than its share of the backlog is still served.
/// </summary>
internal sealed partial class Backlog(
    WhatsAppSettings settings,
    NotStored notStored,
    TimeProvider time,
    ILogger<Backlog> logger
)
{
    // A second's work of a slow machine: below it the pace says nothing, since it may have been the senders' own.
    private const int AlwaysTaken = 1_000;
    private const int ShareAlwaysTaken = 100;

    private readonly Lock gate = new();
    private Dictionary<string, int> waiting = new(StringComparer.Ordinal);
    private Look last;
    private double perSecond;
    private int total;
    private long refused;
    private long refusedBefore;

    /// <summary>False: too many wait already, in one of these lanes and altogether.</summary>
    public bool Takes(Lane[] lanes)
    {
        if (settings.LongestWait == TimeSpan.Zero)
            return true;
        lock (gate)
        {
            if (total < Most || lanes.All(HasShareLeft))
                return true;
            refused++;
            notStored.Count();
            return false;
        }
    }

    /// <summary>This process has stored these.</summary>
    public void Stored(IReadOnlyList<Parcel> parcels)
    {
        lock (gate)
            foreach (var parcel in parcels)
            {
                total += parcel.Count;
                waiting[parcel.Lane.Name] = waiting.GetValueOrDefault(parcel.Lane.Name) + parcel.Count;
            }
    }

    /// <summary>
    /// What the table said just now, for all processes: how many bodies wait in each lane, and how many were added since it was
    /// asked before.
    /// </summary>
    public void Counted(IReadOnlyDictionary<string, int> bodies, int added)
    {
        long refusedNow;
        lock (gate)
        {
            waiting = new(bodies, StringComparer.Ordinal);
            total = bodies.Values.Sum();
            Learn(new Look(time.GetTimestamp(), total), added);
            (refusedNow, refusedBefore) = (refused - refusedBefore, refused);
        }
        if (refusedNow > 0)
            TooManyWait(refusedNow, total, perSecond);
    }

    private int Most => Math.Max(AlwaysTaken, (int)(perSecond * settings.LongestWait.TotalSeconds));

    private bool HasShareLeft(Lane lane) =>
        waiting.GetValueOrDefault(lane.Name) < Math.Max(ShareAlwaysTaken, Most / Math.Max(1, waiting.Count));

    // While little waits, the pace is the senders' and no measure of ours, unless it is higher than any before.
    private void Learn(Look now, int added)
    {
        var before = last;
        last = now;
        var elapsed = time.GetElapsedTime(before.At, now.At);
        if (before == default || elapsed <= TimeSpan.Zero)
            return;
        var processed = Math.Max(0, added - (now.Waiting - before.Waiting));
        var pace = processed / elapsed.TotalSeconds;
        var busy = Math.Min(before.Waiting, now.Waiting) > Math.Max(AlwaysTaken, perSecond) / 2;
        perSecond = busy ? (perSecond + pace) / 2 : Math.Max(perSecond, pace);
    }

    private readonly record struct Look(long At, int Waiting);

    [LoggerMessage(
        LogLevel.Warning,
        "{Refused} webhooks were refused in the last second, since {Waiting} wait and about {PerSecond:0} a second are processed; WhatsApp sends them again. More processors or another process would help"
    )]
    private partial void TooManyWait(long refused, int waiting, double perSecond);
}
