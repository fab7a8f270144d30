namespace Trunkline.Platform.Data;

/// <summary>
/// Says, after a commit, that there is new work or that someone was told something: inside the process at once, and on PostgreSQL
/// also to the other processes (<see cref="CommitNotifier"/>, <see cref="CommitListener"/>).
/// </summary>
public sealed class CommitSignals
{
    private const char AfterProcess = '|';

    // A process would hear itself, too, and look twice.
    private readonly string process = Guid.CreateVersion7().ToString("N");

    /// <summary>Topics of work that some process committed, this one included; null: some may have been missed, so everybody looks.</summary>
    public event Action<IReadOnlyCollection<string>?>? Woken;

    internal event Action? JobsWaiting;

    /// <summary>Null: perhaps anybody was.</summary>
    internal event Action<IReadOnlyCollection<ActorId>?>? PeopleTold;

    /// <summary>For the other processes.</summary>
    internal event Action<CommitNews>? Committed;

    /// <summary>What is committed wakes whoever listens to these topics in the other processes; in this one nobody.</summary>
    public void WakeOthers(IReadOnlyCollection<string> topics)
    {
        if (topics.Count > 0)
            Committed?.Invoke(CommitNews.Nothing with { Topics = topics });
    }

    internal void Raise(CommitNews news)
    {
        if (news.IsNothing)
            return;
        Hear(news);
        Committed?.Invoke(news);
    }

    /// <summary>What the other processes are sent, of what <see cref="CommitNews.Write"/> wrote.</summary>
    internal string Signed(string news) => $"{process}{AfterProcess}{news}";

    /// <summary>What some process has sent.</summary>
    internal void Hear(string sent)
    {
        if (sent.Split(AfterProcess, 2) is [var sender, var news] && sender != process)
            Hear(CommitNews.Read(news));
    }

    private void Hear(CommitNews news)
    {
        if (news.Jobs)
            JobsWaiting?.Invoke();
        if (news.People.Count > 0)
            PeopleTold?.Invoke(news.People);
        if (news.Topics.Count > 0)
            Woken?.Invoke(news.Topics);
    }

    /// <summary>Perhaps anybody was told something.</summary>
    internal void RaiseTold() => PeopleTold?.Invoke(null);

    /// <summary>After a gap in which signals may have been missed: everybody looks.</summary>
    internal void RaiseAll()
    {
        JobsWaiting?.Invoke();
        PeopleTold?.Invoke(null);
        Woken?.Invoke(null);
    }
}
