using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Trunkline.Platform.Data;

/// <summary>Reads rows in order to change them: on PostgreSQL whoever else wants to change them waits until the present write ends.</summary>
public static class LockedRows
{
    internal const string Tag = "locked until the write ends";

    /// <summary>For plain selections of one table, inside a write. On SQLite a write is alone anyway.</summary>
    public static IQueryable<T> Locked<T>(this IQueryable<T> rows) => rows.TagWith(Tag);

    /// <summary>
    /// For writes that decide by rows which are not there yet, and so cannot be locked: of those that take a turn of the same name
    /// one runs after the other, whichever process they are in. Take it before the question that decides.
    /// </summary>
    public static async Task TakeTurnAsync(this TrunklineDb db, string name, CancellationToken cancellation)
    {
        if (db.Database.IsNpgsql())
            await db.Database.ExecuteSqlAsync(
                $"SELECT pg_advisory_xact_lock(hashtextextended({name}, 0))",
                cancellation
            );
    }
}

/// <summary>EF Core has no word for FOR UPDATE, so it is added to what is tagged.</summary>
internal sealed class LockTaggedRows : DbCommandInterceptor
{
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (command.CommandText.StartsWith($"-- {LockedRows.Tag}", StringComparison.Ordinal))
            command.CommandText += "\nFOR UPDATE";
        return new(result);
    }
}
