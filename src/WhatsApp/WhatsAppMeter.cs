using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Trunkline.WhatsApp;

/// <summary>What operators count. Never a number, a name or a text in a tag.</summary>
internal static class WhatsAppMeter
{
    private const string Name = "Trunkline.WhatsApp";
    private static readonly Meter Meter = new(Name);

    public static readonly ActivitySource Activities = new(Name);

    public static readonly Counter<long> Received = Meter.CreateCounter<long>("whatsapp.webhooks.received");

    public static readonly Counter<long> Refused = Meter.CreateCounter<long>("whatsapp.webhooks.refused");

    public static readonly Counter<long> NotStored = Meter.CreateCounter<long>("whatsapp.webhooks.not_stored");

    public static readonly Histogram<int> CommittedTogether = Meter.CreateHistogram<int>(
        "whatsapp.webhooks.per_commit"
    );

    public static readonly Counter<long> Processed = Meter.CreateCounter<long>("whatsapp.inbox.processed");

    public static readonly Counter<long> SetAside = Meter.CreateCounter<long>("whatsapp.inbox.set_aside");

    public static readonly Counter<long> Orphaned = Meter.CreateCounter<long>("whatsapp.inbox.orphaned");

    public static readonly Histogram<double> Lag = Meter.CreateHistogram<double>("whatsapp.inbox.lag", "s");

    public static readonly Counter<long> Sent = Meter.CreateCounter<long>("whatsapp.sends");
}
