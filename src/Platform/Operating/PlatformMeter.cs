using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Trunkline.Platform.Operating;

/// <summary>What operators count of the platform's own work. A tag names a kind of work, never a person or an enterprise.</summary>
internal static class PlatformMeter
{
    public const string Name = "Trunkline.Platform";
    private static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Activities = new(Name);

    public static readonly Counter<long> JobsDone = Meter.CreateCounter<long>("trunkline.jobs.done");

    public static readonly Counter<long> JobsFailed = Meter.CreateCounter<long>("trunkline.jobs.failed");

    public static readonly UpDownCounter<long> OpenStreams = Meter.CreateUpDownCounter<long>("trunkline.live.streams");

    public static readonly Counter<long> LiveEvents = Meter.CreateCounter<long>("trunkline.live.events");
}
