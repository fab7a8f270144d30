using Microsoft.EntityFrameworkCore;

namespace Trunkline.Platform.Data;

/// <summary>
/// Tells SQLite's planner that many rows have the same enterprise. Of a column about which it knows nothing it assumes that one value
/// has ten rows, and so it walks over everything of an enterprise where an index on the very customer or number is there.
/// </summary>
internal static class SqliteStatistics
{
    /// <summary>For every index that begins with the enterprise and was not analyzed; what an operator's ANALYZE found stays.</summary>
    public static async Task StateAsync(TrunklineDb db, CancellationToken cancellation) =>
        // As https://sqlite.org/fileformat2.html#stat1tab lays it out: rows in the index, then rows that share the first column, the
        // first two, and so on. Behind the enterprise the numbers are those that SQLite assumes by itself.
        await db.Database.ExecuteSqlAsync(
            $"""
            ANALYZE sqlite_schema;
            INSERT INTO sqlite_stat1 (tbl, idx, stat)
            WITH place AS (
                SELECT tables.name AS tbl, indexes.name AS idx, indexes."unique" AS is_unique, columns.seqno AS number, columns.name AS name,
                    CASE WHEN indexes.partial THEN 10000 ELSE 1000000 END AS size,
                    COUNT(*) OVER (PARTITION BY indexes.name) AS count
                FROM sqlite_schema AS tables
                JOIN pragma_index_list(tables.name) AS indexes
                JOIN pragma_index_info(indexes.name) AS columns
                WHERE tables.type = 'table'
            )
            SELECT tbl, idx, size || ' ' || GROUP_CONCAT(
                CASE WHEN is_unique AND number = count - 1 THEN 1 WHEN number = 0 THEN size ELSE MAX(11 - number, 2) END, ' '
                ORDER BY number)
            FROM place
            WHERE idx IN (SELECT idx FROM place WHERE number = 0 AND name = 'enterprise_id')
            AND idx NOT IN (SELECT idx FROM sqlite_stat1 WHERE idx IS NOT NULL)
            GROUP BY tbl, idx, size;
            ANALYZE sqlite_schema;
            """,
            cancellation
        );
}
