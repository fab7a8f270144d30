using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Says, in this process and in all others, that there is something to send; inside it also that a place became free.</summary>
internal sealed class OutboxSignal : IDisposable
{
    /// <summary>For <see cref="TrunklineDb.Wake"/>.</summary>
    public const string Topic = "whatsapp outbox";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    private readonly CommitSignals commits;
    private readonly WakeUp wakeUp = new();

    public OutboxSignal(CommitSignals commits)
    {
        this.commits = commits;
        commits.Woken += Hear;
    }

    public void Wake() => wakeUp.Call();

    /// <summary>The number's second is used up: in a moment it has room again.</summary>
    public void WakeSoon() => _ = Task.Delay(Soon).ContinueWith(_ => Wake(), TaskScheduler.Default);

    public Task WaitAsync(TimeSpan patience, CancellationToken cancellation) =>
        wakeUp.SleepAsync(patience, cancellation);

    public void Dispose()
    {
        commits.Woken -= Hear;
        wakeUp.Dispose();
    }

    private void Hear(IReadOnlyCollection<string>? topics)
    {
        if (topics is null || topics.Contains(Topic))
            Wake();
    }
}
