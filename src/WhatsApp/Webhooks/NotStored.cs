namespace Trunkline.WhatsApp.Webhooks;

/// <summary>Counts the webhooks that this process answered with 503, for whatever reason: WhatsApp sends them again.</summary>
internal sealed class NotStored
{
    private long total;

    /// <summary>Since the process started.</summary>
    public long Total => Interlocked.Read(ref total);

    public void Count()
    {
        Interlocked.Increment(ref total);
        WhatsAppMeter.NotStored.Add(1);
    }
}
