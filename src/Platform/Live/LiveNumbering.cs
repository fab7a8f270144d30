using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Live;

/// <summary>Numbers what people are told, each person's from 1 without a gap, in one statement for all of them.</summary>
internal static class LiveNumbering
{
    private const string Reserve = """
        ON CONFLICT (enterprise_id, person) DO UPDATE SET last = platform_live_counter.last + excluded.last
        RETURNING person, last
        """;

    public static async Task StoreAsync(
        TrunklineDb db,
        IReadOnlyCollection<PendingTell> tells,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (tells.Count == 0)
            return;
        var enterprise =
            db.Enterprise ?? throw new InvalidOperationException("People are told things within an enterprise.");
        var now = time.GetUtcNow();
        var told = tells.GroupBy(tell => tell.Person).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var (person, last) in await ReserveAsync(db, enterprise, told, cancellation))
        {
            var number = last - told[person].Count;
            foreach (var tell in told[person])
                db.Append(new LiveEvent(enterprise, person, ++number, tell.Kind, tell.Payload, now));
        }
    }

    private static async Task<IReadOnlyList<(ActorId Person, long Last)>> ReserveAsync(
        TrunklineDb db,
        EnterpriseId enterprise,
        Dictionary<ActorId, List<PendingTell>> told,
        CancellationToken cancellation
    )
    {
        await using var command = db.CreateCommand();
        if (command is NpgsqlCommand)
            FillForPostgreSql(command, enterprise, told);
        else
            FillForSqlite(command, enterprise, told);
        var reserved = new List<(ActorId, long)>(told.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            reserved.Add((new ActorId(reader.GetGuid(0)), reader.GetInt64(1)));
        return reserved;
    }

    // In one order everywhere, or two commits that tell the same two people could wait for each other.
    private static void FillForPostgreSql(
        DbCommand command,
        EnterpriseId enterprise,
        Dictionary<ActorId, List<PendingTell>> told
    )
    {
        command.CommandText = $"""
            INSERT INTO platform_live_counter (enterprise_id, person, last)
            SELECT $1, person, count FROM unnest($2, $3) AS told (person, count) ORDER BY person
            {Reserve}
            """;
        command.Parameters.Add(new NpgsqlParameter { Value = enterprise.Value });
        command.Parameters.Add(new NpgsqlParameter { Value = told.Keys.Select(person => person.Value).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = told.Values.Select(some => (long)some.Count).ToArray() });
    }

    private static void FillForSqlite(
        DbCommand command,
        EnterpriseId enterprise,
        Dictionary<ActorId, List<PendingTell>> told
    )
    {
        var rows = told.Select(
            (one, index) =>
            {
                Parameter(command, $"$p{index}", one.Key.Value);
                Parameter(command, $"$c{index}", (long)one.Value.Count);
                return $"($e, $p{index}, $c{index})";
            }
        );
        command.CommandText = $"""
            INSERT INTO platform_live_counter (enterprise_id, person, last) VALUES {string.Join(", ", rows)}
            {Reserve}
            """;
        Parameter(command, "$e", enterprise.Value);
    }

    private static void Parameter(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
