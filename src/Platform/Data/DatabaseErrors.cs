using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>What the two databases call the same mishap.</summary>
public static class DatabaseErrors
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    /// <summary>True when a write failed because a unique key already exists: for a repeated request that is the answer, not a fault.</summary>
    public static bool IsDuplicate(this DbUpdateException error) =>
        error.InnerException switch
        {
            SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
            PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
            _ => false,
        };
}
