using Trunkline.TestKit.Databases;

namespace Trunkline.Bench.Measuring;

/// <summary>What both databases say differently, for statements that write a history.</summary>
internal static class Series
{
    /// <summary>A table expression with one column, <c>number</c>, from the first to the last.</summary>
    public static string Of(Store store, int first, int last) =>
        store is Store.Sqlite
            ? $"(WITH RECURSIVE n(number) AS (SELECT {first} UNION ALL SELECT number + 1 FROM n WHERE number < {last}) SELECT number FROM n)"
            : $"generate_series({first}, {last}) series(number)";

    /// <summary>An id for the copy with this <c>number</c>, the same wherever the copied one stands. The moment in it is long ago.</summary>
    public static string Id(Store store, string column) =>
        store is Store.Sqlite
            ? $"printf('%08X', number) || substr({column}, 9)"
            : $"(lpad(to_hex(number), 8, '0') || substr({column}::text, 9))::uuid";

    /// <summary>The names of a table's columns.</summary>
    public static Task<IReadOnlyList<string>> Columns(this TestDatabase database, string table) =>
        database.Ask(
            database.Store is Store.Sqlite
                ? $"SELECT name FROM pragma_table_info('{table}')"
                : $"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"
        );
}
