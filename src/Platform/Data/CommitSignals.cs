using Microsoft.EntityFrameworkCore;

namespace Trunkline.Platform.Data;

/// <summary>
/// Says, after a commit, that there is new work or that someone was told something. Inside the process at once; on
/// PostgreSQL also to the other processes, by one NOTIFY that is part of the transaction.
/// </summary>
public sealed class CommitSignals(DatabaseSettings settings)
{
    internal const string Channel = "trunkline_commit";

    // NOTIFY carries at most 8,000 bytes; with more people than fit everybody looks.
    private const int MostNamed = 200;

    internal event Action? JobsWaiting;

    internal event Action<IReadOnlyCollection<ActorId>?>? PeopleTold;

    internal async Task AnnounceAsync(
        TrunklineDb db,
        bool jobs,
        IReadOnlyCollection<ActorId> told,
        CancellationToken cancellation
    )
    {
        if (settings.Provider is not DatabaseProvider.PostgreSql || (!jobs && told.Count == 0))
            return;
        var people = told.Count > MostNamed ? "*" : string.Join(',', told.Distinct());
        var payload = $"{(jobs ? "jobs" : "")}|{people}";
        await db.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {payload})", cancellation);
    }

    internal void Hear(string payload)
    {
        var parts = payload.Split('|', 2);
        if (parts[0] == "jobs")
            JobsWaiting?.Invoke();
        if (parts.Length < 2 || parts[1].Length == 0)
            return;
        PeopleTold?.Invoke(
            parts[1] == "*" ? null : [.. parts[1].Split(',').Select(text => new ActorId(Guid.Parse(text)))]
        );
    }

    internal void Raise(bool jobs, IEnumerable<ActorId> told)
    {
        if (jobs)
            JobsWaiting?.Invoke();
        var people = told.Distinct().ToArray();
        if (people.Length > 0)
            PeopleTold?.Invoke(people);
    }

    /// <summary>After a gap in which signals may have been missed: everybody looks.</summary>
    internal void RaiseAll()
    {
        JobsWaiting?.Invoke();
        PeopleTold?.Invoke(null);
    }
}
