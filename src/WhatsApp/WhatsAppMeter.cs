using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Trunkline.WhatsApp;

/// <summary>What operators count. Never a number, a name or a text in a tag.</summary>
internal static class WhatsAppMeter
{
    public const string Name = "Trunkline.WhatsApp";
    private static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Activities = new(Name);

    public static readonly Counter<long> Received = Meter.CreateCounter<long>("whatsapp.webhooks.received");

    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("whatsapp.webhooks.refused");

    public static readonly Counter<long> NotStored = Meter.CreateCounter<long>("whatsapp.webhooks.not_stored");

    public static readonly Histogram<int> CommittedTogether = Meter.CreateHistogram(
        "whatsapp.webhooks.per_commit",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000] }
    );

    public static readonly Counter<long> Processed = Meter.CreateCounter<long>("whatsapp.inbox.processed");

    public static readonly Counter<long> SetAside = Meter.CreateCounter<long>("whatsapp.inbox.set_aside");

    public static readonly Counter<long> Orphaned = Meter.CreateCounter<long>("whatsapp.inbox.orphaned");

    // The usual boundaries are made for milliseconds: all that is well would lie below the first of them.
    public static readonly Histogram<double> Lag = Meter.CreateHistogram(
        "whatsapp.inbox.lag",
        "s",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600],
        }
    );

    public static readonly Counter<long> Sent = Meter.CreateCounter<long>("whatsapp.sends");

    public static readonly Counter<long> Postponed = Meter.CreateCounter<long>("whatsapp.sends.postponed");
}
