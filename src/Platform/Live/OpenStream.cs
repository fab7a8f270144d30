using System.Threading.Channels;
using Trunkline.Platform.Http;

namespace Trunkline.Platform.Live;

/// <summary>
/// One open connection of one person. It holds a few items on their way and no more: whoever does not take them is dropped, and
/// goes on by cursor when he comes again.
/// </summary>
internal sealed class OpenStream(Actor person, CancellationToken gone) : IDisposable
{
    private const int MostOnTheWay = 256;

    private long cursor = -1;
    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(gone);
    private readonly Channel<(long Number, string? Html)> items = Channel.CreateBounded<(long, string?)>(
        new BoundedChannelOptions(MostOnTheWay) { SingleReader = true, SingleWriter = true }
    );

    public Actor Person => person;

    public ChannelReader<(long Number, string? Html)> Items => items.Reader;

    public CancellationToken Ended => ending.Token;

    /// <summary>Up to where it was handed what was told; null until it has caught up by itself, and once it is dropped.</summary>
    public long? Cursor => Volatile.Read(ref cursor) is >= 0 and var known ? known : null;

    public void CatchUp(long upTo) => Volatile.Write(ref cursor, upTo);

    /// <summary>Hands over the next item. A gap or a full connection drops the stream.</summary>
    public void Hand(long number, string? html)
    {
        if (Cursor is not { } last || number <= last)
            return;
        if (number == last + 1 && items.Writer.TryWrite((number, html)))
            Volatile.Write(ref cursor, number);
        else
            Drop();
    }

    /// <summary>What is on its way still arrives; then the connection ends, and the browser opens it anew.</summary>
    public void Drop()
    {
        Volatile.Write(ref cursor, -1);
        items.Writer.TryComplete();
    }

    public void EndAfter(TimeSpan time) => ending.CancelAfter(time);

    /// <summary>At once: the session is over.</summary>
    public void End()
    {
        try
        {
            ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in this very moment.
        }
    }

    public void Dispose() => ending.Dispose();
}
