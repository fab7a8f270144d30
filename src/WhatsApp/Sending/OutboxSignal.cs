using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Says, in this process and in all others, that there is something to send; inside it also that a place became free.</summary>
internal sealed class OutboxSignal : IDisposable
{
    /// <summary>For <see cref="TrunklineDb.Wake"/>.</summary>
    public const string Topic = "whatsapp outbox";

    private readonly CommitSignals commits;
    private readonly SemaphoreSlim waiting = new(0, 1);
    private readonly Lock gate = new();

    public OutboxSignal(CommitSignals commits)
    {
        this.commits = commits;
        commits.Woken += Hear;
    }

    public void Wake()
    {
        lock (gate)
            if (waiting.CurrentCount == 0)
                waiting.Release();
    }

    public Task WaitAsync(TimeSpan patience, CancellationToken cancellation) =>
        waiting.WaitAsync(patience, cancellation);

    public void Dispose()
    {
        commits.Woken -= Hear;
        waiting.Dispose();
    }

    private void Hear(IReadOnlyCollection<string>? topics)
    {
        if (topics is null || topics.Contains(Topic))
            Wake();
    }
}
