using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Says, in this process and in all others, that there is something to send; inside it also that a place became free.</summary>
internal sealed class OutboxSignal : IDisposable
{
    /// <summary>For <see cref="TrunklineDb.Wake"/>.</summary>
    public const string Topic = "whatsapp outbox";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    private readonly CommitSignals commits;
    private readonly SemaphoreSlim waiting = new(0, 1);
    private readonly Lock gate = new();
    private bool disposed;

    public OutboxSignal(CommitSignals commits)
    {
        this.commits = commits;
        commits.Woken += Hear;
    }

    public void Wake()
    {
        lock (gate)
            if (!disposed && waiting.CurrentCount == 0)
                waiting.Release();
    }

    /// <summary>The number's second is used up: in a moment it has room again.</summary>
    public void WakeSoon() => _ = Task.Delay(Soon).ContinueWith(_ => Wake(), TaskScheduler.Default);

    public Task WaitAsync(TimeSpan patience, CancellationToken cancellation) =>
        waiting.WaitAsync(patience, cancellation);

    public void Dispose()
    {
        commits.Woken -= Hear;
        lock (gate)
            disposed = true;
        waiting.Dispose();
    }

    private void Hear(IReadOnlyCollection<string>? topics)
    {
        if (topics is null || topics.Contains(Topic))
            Wake();
    }
}
