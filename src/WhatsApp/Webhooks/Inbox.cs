using System.Threading.Channels;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>Where requests meet: each leaves its body here and waits for the commit that made it durable.</summary>
internal sealed class Inbox(NotStored notStored, TimeProvider time)
{
    private const int MostWaiting = 8192;
    private const long MostBytesWaiting = 64 * 1024 * 1024;
    private static readonly TimeSpan Recently = TimeSpan.FromSeconds(10);

    private readonly Channel<Arrival> waiting = Channel.CreateBounded<Arrival>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true }
    );
    private long bytesWaiting;
    private Failure? last;

    /// <summary>Whether nothing could be made durable a moment ago, and nothing has been since.</summary>
    public bool Fails => last is { At: var at } && time.GetElapsedTime(at) < Recently;

    /// <summary>What came of a commit.</summary>
    public void Committed(bool durable) => last = durable ? null : new(time.GetTimestamp());

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
            notStored.Count();
        arrival.Settle(durable);
    }

    /// <summary>No more bodies are taken, and those still waiting are refused: Meta sends them again.</summary>
    public void Close()
    {
        waiting.Writer.TryComplete();
        while (waiting.Reader.TryRead(out var arrival))
            Settle(arrival, durable: false);
    }

    // As a whole, since one thread writes it and others read.
    private sealed record Failure(long At);
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
