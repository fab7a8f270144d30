using Microsoft.EntityFrameworkCore;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Live;

internal static class LiveNumbering
{
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
        // In one order everywhere, or two commits that tell the same two people could wait for each other.
        foreach (var person in tells.GroupBy(tell => tell.Person).OrderBy(group => group.Key.Value))
        {
            var number = await ReserveAsync(db, enterprise, person.Key, person.Count(), cancellation) - person.Count();
            db.AddRange(
                person.Select(tell => new LiveEvent(enterprise, tell.Person, ++number, tell.Kind, tell.Payload, now))
            );
        }
        await db.SaveChangesAsync(cancellation);
    }

    private static async Task<long> ReserveAsync(
        TrunklineDb db,
        EnterpriseId enterprise,
        ActorId person,
        int count,
        CancellationToken cancellation
    )
    {
        var last = await db
            .Database.SqlQuery<long>(
                $"""
                INSERT INTO platform_live_counter (enterprise_id, person, last) VALUES ({enterprise.Value}, {person.Value}, {count})
                ON CONFLICT (enterprise_id, person) DO UPDATE SET last = platform_live_counter.last + {count}
                RETURNING last AS "Value"
                """
            )
            .ToListAsync(cancellation);
        return last.Single();
    }
}
