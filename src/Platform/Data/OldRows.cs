using Microsoft.EntityFrameworkCore;

namespace Trunkline.Platform.Data;

/// <summary>How what is no record goes by its age.</summary>
public static class OldRows
{
    /// <summary>
    /// Deletes from the oldest on, each time in a write of its own: whoever deletes holds SQLite's only place to write, and what is to
    /// be written meanwhile gets its turn in between. What has one moment goes together.
    /// </summary>
    /// <param name="moments">When each of those that are old came.</param>
    /// <param name="until">Those that came until then.</param>
    public static async Task DeleteOldAsync<T>(
        this TrunklineDb db,
        IQueryable<DateTimeOffset> moments,
        Func<DateTimeOffset, IQueryable<T>> until,
        int rowsAtOnce,
        CancellationToken cancellation
    )
    {
        var oldest = moments.OrderBy(at => at).Take(rowsAtOnce);
        while (await oldest.ToListAsync(cancellation) is [.., var last])
            await db.WriteAsync<int>(async () => await until(last).ExecuteDeleteAsync(cancellation), cancellation);
    }
}
