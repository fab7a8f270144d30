namespace Trunkline.Platform;

/// <summary>
/// Wakes one sleeper, once for however many calls came while it was awake. Whoever calls a sleeper that is gone is not heard.
/// </summary>
public sealed class WakeUp : IDisposable
{
    private readonly Lock sync = new();
    private readonly SemaphoreSlim called = new(0, 1);
    private bool disposed;

    public void Call()
    {
        lock (sync)
            if (!disposed && called.CurrentCount == 0)
                called.Release();
    }

    /// <summary>Sleeps until the next call, at most for so long.</summary>
    public Task SleepAsync(TimeSpan longest, CancellationToken cancellation) => called.WaitAsync(longest, cancellation);

    public Task SleepAsync(CancellationToken cancellation) => called.WaitAsync(cancellation);

    public void Dispose()
    {
        lock (sync)
            disposed = true;
        called.Dispose();
    }
}
