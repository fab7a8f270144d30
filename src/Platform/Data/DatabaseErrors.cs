using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Trunkline.Platform.Data;

/// <summary>What the two databases call the same mishap.</summary>
public static class DatabaseErrors
{
    private const int SqliteUnique = 2067;
    private const int SqlitePrimaryKey = 1555;

    // Connection, authorization, rolled back, resources, wrong state, intervention, system, internal; no such database; read only.
    private static readonly string[] Troubles = ["08", "28", "40", "53", "55", "57", "58", "XX", "3D", "25006"];

    // Busy, locked, no memory, read only, interrupted, input/output, corrupt, full, cannot open, protocol, schema, no database.
    private static readonly int[] SqliteTroubles = [5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 17, 26];

    /// <summary>True when a write failed because a unique key already exists: for a repeated request that is the answer, not a fault.</summary>
    public static bool IsDuplicate(this Exception error) =>
        error switch
        {
            // What EF Core writes comes wrapped, what is written in bulk does not.
            DbUpdateException { InnerException: { } inner } => inner.IsDuplicate(),
            SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqliteUnique or SqlitePrimaryKey,
            PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
            _ => false,
        };

    /// <summary>True when PostgreSQL took a write back since it and another waited for each other: nothing of it was done.</summary>
    public static bool IsDeadlock(this Exception error) =>
        error switch
        {
            PostgresException postgres => postgres.SqlState
                is PostgresErrorCodes.DeadlockDetected
                    or PostgresErrorCodes.SerializationFailure,
            // EF Core wraps what might succeed when it is tried again.
            { InnerException: { } inner } => inner.IsDeadlock(),
            _ => false,
        };

    /// <summary>True when a text has a character that PostgreSQL does not store, U+0000. SQLite stores it.</summary>
    public static bool IsUnstorableText(this Exception error) =>
        error
            is PostgresException
            {
                SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter
            }
        || error is DbUpdateException { InnerException: { } inner } && inner.IsUnstorableText();

    /// <summary>True when the database as a whole is in trouble (gone, full, busy, starting), which says nothing about the row in hand.</summary>
    public static bool IsOutage(this Exception error) =>
        error switch
        {
            PostgresException postgres => postgres.IsTransient
                || Troubles.Any(trouble => postgres.SqlState.StartsWith(trouble, StringComparison.Ordinal)),
            SqliteException sqlite => SqliteTroubles.Contains(sqlite.SqliteErrorCode),
            NpgsqlException or TimeoutException or IOException => true,
            // "Connection is not open": the driver's word for a connection that broke since it was last used.
            InvalidOperationException { Source: "Npgsql" } => true,
            { InnerException: { } inner } => inner.IsOutage(),
            _ => false,
        };
}
