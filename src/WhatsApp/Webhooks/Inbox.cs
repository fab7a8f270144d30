using System.Threading.Channels;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>Where requests meet: each leaves its body here and waits for the commit that made it durable.</summary>
internal sealed class Inbox
{
    private const int MostWaiting = 8192;
    private const long MostBytesWaiting = 64 * 1024 * 1024;

    private readonly Channel<Arrival> waiting = Channel.CreateBounded<Arrival>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true }
    );
    private long bytesWaiting;

    public ChannelReader<Arrival> Waiting => waiting.Reader;

    /// <summary>True once the body is durable; false when it is not, for whatever reason.</summary>
    public Task<bool> StoreAsync(Arrival arrival)
    {
        if (
            Interlocked.Add(ref bytesWaiting, arrival.Body.Length) > MostBytesWaiting
            || !waiting.Writer.TryWrite(arrival)
        )
            Settle(arrival, durable: false);
        return arrival.Stored;
    }

    /// <summary>Tells whoever waits for it.</summary>
    public void Settle(Arrival arrival, bool durable)
    {
        Interlocked.Add(ref bytesWaiting, -arrival.Body.Length);
        if (!durable)
            WhatsAppMeter.NotStored.Add(1);
        arrival.Settle(durable);
    }

    /// <summary>No more bodies are taken, and those still waiting are refused: Meta sends them again.</summary>
    public void Close()
    {
        waiting.Writer.TryComplete();
        while (waiting.Reader.TryRead(out var arrival))
            Settle(arrival, durable: false);
    }
}

/// <summary>A body on its way into the inbox, with the lanes that it touches.</summary>
internal sealed class Arrival(byte[] body, Lane[] lanes, DateTimeOffset receivedAt)
{
    // Whoever waits goes on within Settle: the answer is short, and finding it a thread costs as much as sending it.
    private readonly TaskCompletionSource<bool> stored = new();

    public byte[] Body => body;

    public Lane[] Lanes => lanes;

    public DateTimeOffset ReceivedAt => receivedAt;

    public Task<bool> Stored => stored.Task;

    public void Settle(bool durable) => stored.TrySetResult(durable);
}

/// <summary>
/// What is processed in order, one after the other: everything of one business number, or what concerns a business account
/// as a whole.
/// </summary>
internal readonly record struct Lane(string Name, string BusinessAccount)
{
    /// <summary>For a body in which no number and no account can be found.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>The turn of a write that makes orphans or takes them in: each depends on what the other has committed.</summary>
    public const string OrphansTurn = "whatsapp orphans";

    private const string AccountPrefix = "account:";

    public static Lane OfNumber(string phoneNumberId, string businessAccount) => new(phoneNumberId, businessAccount);

    public static Lane OfAccount(string businessAccount) => new(AccountPrefix + businessAccount, businessAccount);

    /// <summary>What the process that works in this lane owns; receiving and sending of a number go together.</summary>
    public static string WorkOf(string lane) => "whatsapp " + lane;

    public static string? AccountIn(string lane) =>
        lane.StartsWith(AccountPrefix, StringComparison.Ordinal) ? lane[AccountPrefix.Length..] : null;
}
