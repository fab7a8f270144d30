using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Live;

/// <summary>Stores what people are told, each person's numbered from 1 without a gap.</summary>
internal static class LiveNumbering
{
    private const string Reserve =
        "ON CONFLICT (enterprise_id, person) DO UPDATE SET last = platform_live_counter.last + excluded.last";

    /// <summary>
    /// For PostgreSQL. The last of a write: whoever else tells one of these people waits from here until the commit, so everything
    /// that can be done before should be done.
    /// </summary>
    public static void AddTo(
        NpgsqlBatch batch,
        TrunklineDb db,
        IReadOnlyCollection<PendingTell> tells,
        TimeProvider time
    )
    {
        if (tells.Count == 0)
            return;
        var (enterprise, told) = Told(db, tells);
        // In one order everywhere, or two commits that tell the same two people could wait for each other.
        var reserve = new NpgsqlBatchCommand(
            $"""
            INSERT INTO platform_live_counter (enterprise_id, person, last)
            SELECT $1, person, count FROM unnest($2, $3) AS told (person, count) ORDER BY person
            {Reserve}
            """
        );
        Add(reserve, enterprise.Value);
        Add(reserve, told.Keys.Select(person => person.Value).ToArray());
        Add(reserve, told.Values.Select(some => (long)some.Count).ToArray());
        var store = new NpgsqlBatchCommand(
            """
            INSERT INTO platform_live_event (enterprise_id, person, number, at, kind, payload)
            SELECT $1, tell.person, counter.last - tell.later, $2, tell.kind, tell.payload
            FROM unnest($3, $4, $5, $6) AS tell (person, later, kind, payload)
            JOIN platform_live_counter AS counter ON counter.enterprise_id = $1 AND counter.person = tell.person
            """
        );
        var rows = told
            .Values.SelectMany(some => some.Select((tell, index) => (tell, later: some.Count - 1L - index)))
            .ToList();
        Add(store, enterprise.Value);
        Add(store, StoredMoment.Of(time.GetUtcNow()));
        Add(store, rows.Select(row => row.tell.Person.Value).ToArray());
        Add(store, rows.Select(row => row.later).ToArray());
        Add(store, rows.Select(row => row.tell.Kind).ToArray());
        Add(store, rows.Select(row => row.tell.Payload).ToArray());
        batch.BatchCommands.Add(reserve);
        batch.BatchCommands.Add(store);
    }

    /// <summary>For SQLite, which has one writer: nobody waits for a row. The events are appended to the write.</summary>
    public static async Task AppendAsync(
        TrunklineDb db,
        IReadOnlyCollection<PendingTell> tells,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (tells.Count == 0)
            return;
        var (enterprise, told) = Told(db, tells);
        var now = time.GetUtcNow();
        await using var reserve = db.CreateCommand();
        var rows = told.Select(
            (one, index) =>
            {
                Add(reserve, $"$p{index}", one.Key.Value);
                Add(reserve, $"$c{index}", (long)one.Value.Count);
                return $"($e, $p{index}, $c{index})";
            }
        );
        reserve.CommandText = $"""
            INSERT INTO platform_live_counter (enterprise_id, person, last) VALUES {string.Join(", ", rows)}
            {Reserve} RETURNING person, last
            """;
        Add(reserve, "$e", enterprise.Value);
        await using var reserved = await reserve.ExecuteReaderAsync(cancellation);
        while (await reserved.ReadAsync(cancellation))
        {
            var person = new ActorId(reserved.GetGuid(0));
            var number = reserved.GetInt64(1) - told[person].Count;
            foreach (var tell in told[person])
                db.Append(new LiveEvent(enterprise, person, ++number, tell.Kind, tell.Payload, now));
        }
    }

    private static (EnterpriseId Enterprise, Dictionary<ActorId, List<PendingTell>> Told) Told(
        TrunklineDb db,
        IReadOnlyCollection<PendingTell> tells
    ) =>
        (
            db.Enterprise ?? throw new InvalidOperationException("People are told things within an enterprise."),
            tells.GroupBy(tell => tell.Person).ToDictionary(group => group.Key, group => group.ToList())
        );

    private static void Add<T>(NpgsqlBatchCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
