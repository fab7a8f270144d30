using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>
/// Says, after a commit, that there is new work or that someone was told something. Inside the process at once; on
/// PostgreSQL also to the other processes, by one NOTIFY that is part of the transaction.
/// </summary>
public sealed class CommitSignals
{
    public const string Channel = "trunkline_commit";

    // NOTIFY carries at most 8,000 bytes; with more names than fit everybody looks.
    private const int MostNamed = 100;
    private const int LongestNames = 3500;
    private const string Everybody = "*";

    /// <summary>Topics of work that others committed, this process included; null: some may have been missed, so everybody looks.</summary>
    public event Action<IReadOnlyCollection<string>?>? Woken;

    internal event Action? JobsWaiting;

    internal event Action<IReadOnlyCollection<ActorId>?>? PeopleTold;

    /// <summary>What a raw NOTIFY on <see cref="Channel"/> says to wake these topics in every process.</summary>
    public static string Payload(IEnumerable<string> topics) => $"||{Names(topics.Select(Uri.EscapeDataString))}";

    /// <summary>For PostgreSQL: tells the other processes, if there is anything to tell.</summary>
    internal static void AddTo(
        NpgsqlBatch batch,
        bool jobs,
        IReadOnlyCollection<ActorId> told,
        IReadOnlyCollection<string> topics
    )
    {
        if (!jobs && told.Count == 0 && topics.Count == 0)
            return;
        var people = Names(told.Select(person => person.ToString()));
        var payload = $"{(jobs ? "jobs" : "")}|{people}|{Names(topics.Select(Uri.EscapeDataString))}";
        var notify = new NpgsqlBatchCommand("SELECT pg_notify($1, $2)");
        notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
        notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = payload });
        batch.BatchCommands.Add(notify);
    }

    internal void Hear(string payload)
    {
        var parts = payload.Split('|', 3);
        if (parts.Length < 3)
            return;
        if (parts[0] == "jobs")
            JobsWaiting?.Invoke();
        if (parts[1].Length > 0)
            PeopleTold?.Invoke(Read(parts[1], text => new ActorId(Guid.Parse(text))));
        if (parts[2].Length > 0)
            Woken?.Invoke(Read(parts[2], Uri.UnescapeDataString));
    }

    internal void Raise(bool jobs, IEnumerable<ActorId> told, IReadOnlyCollection<string> topics)
    {
        if (jobs)
            JobsWaiting?.Invoke();
        var people = told.Distinct().ToArray();
        if (people.Length > 0)
            PeopleTold?.Invoke(people);
        if (topics.Count > 0)
            Woken?.Invoke(topics);
    }

    /// <summary>After a gap in which signals may have been missed: everybody looks.</summary>
    internal void RaiseAll()
    {
        JobsWaiting?.Invoke();
        PeopleTold?.Invoke(null);
        Woken?.Invoke(null);
    }

    private static string Names(IEnumerable<string> names)
    {
        var distinct = names.Distinct(StringComparer.Ordinal).Take(MostNamed + 1).ToList();
        var joined = string.Join(',', distinct);
        return distinct.Count > MostNamed || joined.Length > LongestNames ? Everybody : joined;
    }

    private static List<T>? Read<T>(string names, Func<string, T> read) =>
        names == Everybody ? null : [.. names.Split(',').Select(read)];
}
