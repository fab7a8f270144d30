using Microsoft.EntityFrameworkCore;

namespace Trunkline.Platform.Data;

/// <summary>
/// For writes that decide by rows which are not there yet, and so cannot be locked: of those with the same name one runs after the
/// other, whichever process they are in.
/// </summary>
public static class WriteTurns
{
    extension(TrunklineDb db)
    {
        /// <summary>
        /// Ask inside the write, before the question that decides. What the write before has committed is seen from then on;
        /// the turn ends with the write. SQLite has one writer at a time anyway.
        /// </summary>
        public async Task TakeTurnAsync(string name, CancellationToken cancellation)
        {
            if (db.Database.IsNpgsql())
                await db.Database.ExecuteSqlAsync(
                    $"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))",
                    cancellation
                );
        }
    }
}
