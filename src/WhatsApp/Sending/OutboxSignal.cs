namespace Trunkline.WhatsApp.Sending;

/// <summary>Says inside this process that there is something to send, or that a place became free.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim waiting = new(0, 1);
    private readonly Lock gate = new();

    public void Wake()
    {
        lock (gate)
            if (waiting.CurrentCount == 0)
                waiting.Release();
    }

    public Task WaitAsync(TimeSpan patience, CancellationToken cancellation) =>
        waiting.WaitAsync(patience, cancellation);

    public void Dispose() => waiting.Dispose();
}
