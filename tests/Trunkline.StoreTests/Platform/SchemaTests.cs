using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;

namespace Trunkline.StoreTests.Platform;

/// <summary>The migrations are written by hand; what they make must be what the model expects, on both databases.</summary>
public sealed class SchemaTests
{
    // PostgreSQL keeps 63 characters of a name, and the model marks with the last of them that it cut one.
    private const int NameLimit = 62;

    [Theory, BothStores]
    public async Task The_migrated_schema_is_what_the_model_expects(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        await using var scope = host.Scope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();

        var expected = Expected(db.GetService<IDesignTimeModel>().Model.GetRelationalModel());
        var found = store is Store.Sqlite ? await FoundInSqlite(host.Database) : await FoundInPostgreSql(host.Database);

        expected.ShouldNotBeEmpty();
        found.Except(expected).ShouldBeEmpty("Migrations make what the model does not have.");
        expected.Except(found).ShouldBeEmpty("The model has what no migration makes.");
    }

    [Theory, BothStores]
    public async Task Every_key_of_an_enterprise_s_rows_begins_with_the_enterprise(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        await using var scope = host.Scope();
        var model = scope.ServiceProvider.GetRequiredService<TrunklineDb>().Model;

        var owned = model
            .GetEntityTypes()
            .Where(type => type.ClrType.IsAssignableTo(typeof(IEnterpriseOwned)))
            .ToList();

        owned.ShouldNotBeEmpty();
        owned
            .Where(type => type.FindPrimaryKey()!.Properties[0].Name != nameof(IEnterpriseOwned.EnterpriseId))
            .Select(type => type.Name)
            .ShouldBeEmpty();
    }

    private static SortedSet<string> Expected(IRelationalModel model)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var table in model.Tables)
        {
            foreach (var column in table.Columns)
            {
                lines.Add(Column(table.Name, column.Name, column.StoreType, column.IsNullable));
            }

            lines.Add(Key(table.Name, table.PrimaryKey!.Columns.Select(column => column.Name)));
            foreach (var constraint in table.UniqueConstraints.Where(each => !each.GetIsPrimaryKey()))
            {
                lines.Add(Index(table.Name, constraint.Name, true, constraint.Columns.Select(column => column.Name)));
            }

            foreach (var index in table.Indexes)
            {
                lines.Add(Index(table.Name, index.Name, index.IsUnique, index.Columns.Select(column => column.Name)));
            }

            foreach (var key in table.ForeignKeyConstraints)
            {
                lines.Add(
                    ForeignKey(
                        table.Name,
                        key.Columns.Select(column => column.Name),
                        key.PrincipalTable.Name,
                        key.PrincipalColumns.Select(column => column.Name)
                    )
                );
            }
        }

        return lines;
    }

    private static async Task<SortedSet<string>> FoundInSqlite(TestDatabase database)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var table in await database.Ask(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\'"
            )
        )
        {
            foreach (
                var column in await Rows(database, $"SELECT name, type, \"notnull\" FROM pragma_table_info('{table}')")
            )
            {
                lines.Add(Column(table, column[0], column[1], column[2] == "0"));
            }

            var key = await database.Ask($"SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk");
            lines.Add(Key(table, key));
            foreach (
                var index in await Rows(
                    database,
                    $"SELECT name, \"unique\", origin FROM pragma_index_list('{table}') WHERE origin <> 'pk'"
                )
            )
            {
                var columns = await database.Ask($"SELECT name FROM pragma_index_info('{index[0]}') ORDER BY seqno");
                lines.Add(Index(table, index[0], index[1] == "1", columns));
            }

            var foreign = await Rows(
                database,
                $"SELECT id, \"from\", \"table\", \"to\" FROM pragma_foreign_key_list('{table}') ORDER BY id, seq"
            );
            foreach (var group in foreign.GroupBy(row => row[0]))
            {
                lines.Add(
                    ForeignKey(table, group.Select(row => row[1]), group.First()[2], group.Select(row => row[3]))
                );
            }
        }

        return lines;
    }

    private static async Task<SortedSet<string>> FoundInPostgreSql(TestDatabase database)
    {
        const string Names =
            "(SELECT string_agg(a.attname, ',' ORDER BY k.at) FROM unnest({0}) WITH ORDINALITY k(number, at) JOIN pg_attribute a ON a.attrelid = {1} AND a.attnum = k.number)";
        const string Ours = "c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_\\_EF%'";
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (
            var column in await Rows(
                database,
                $"SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 0 ELSE 1 END FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND {Ours}"
            )
        )
        {
            lines.Add(Column(column[0], column[1], column[2], column[3] == "1"));
        }

        var indexColumns = Names
            .Replace("{0}", "i.indkey::int2[]", StringComparison.Ordinal)
            .Replace("{1}", "c.oid", StringComparison.Ordinal);
        foreach (
            var index in await Rows(
                database,
                $"SELECT c.relname, n.relname, i.indisprimary::int, i.indisunique::int, {indexColumns} FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid WHERE {Ours}"
            )
        )
        {
            var columns = index[4].Split(',');
            lines.Add(index[2] == "1" ? Key(index[0], columns) : Index(index[0], index[1], index[3] == "1", columns));
        }

        var from = Names
            .Replace("{0}", "f.conkey", StringComparison.Ordinal)
            .Replace("{1}", "f.conrelid", StringComparison.Ordinal);
        var to = Names
            .Replace("{0}", "f.confkey", StringComparison.Ordinal)
            .Replace("{1}", "f.confrelid", StringComparison.Ordinal);
        foreach (
            var key in await Rows(
                database,
                $"SELECT c.relname, {from}, f.confrelid::regclass::text, {to} FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid WHERE f.contype = 'f' AND {Ours}"
            )
        )
        {
            lines.Add(ForeignKey(key[0], key[1].Split(','), key[2], key[3].Split(',')));
        }

        return lines;
    }

    private static async Task<IEnumerable<string[]>> Rows(TestDatabase database, string sql) =>
        (await database.Ask(sql)).Select(line => line.Split('|'));

    private static string Column(string table, string column, string type, bool nullable) =>
        $"{table}.{column} {type.ToLowerInvariant()}{(nullable ? " nullable" : "")}";

    private static string Key(string table, IEnumerable<string> columns) =>
        $"{table} key ({string.Join(", ", columns)})";

    private static string Index(string table, string name, bool unique, IEnumerable<string> columns) =>
        $"{table} {(unique ? "unique index" : "index")} {name[..Math.Min(name.Length, NameLimit)]} ({string.Join(", ", columns)})";

    private static string ForeignKey(
        string table,
        IEnumerable<string> columns,
        string other,
        IEnumerable<string> otherColumns
    ) => $"{table} ({string.Join(", ", columns)}) references {other} ({string.Join(", ", otherColumns)})";
}
