using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Trunkline.TestKit.Databases;

/// <summary>A database for one host or for several that share it. It is gone at the latest when the test run ends.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<Task> leave;

    private TestDatabase(Store store, string connectionString, Func<Task> leave)
    {
        Store = store;
        ConnectionString = connectionString;
        this.leave = leave;
    }

    public Store Store { get; }

    public string ConnectionString { get; }

    /// <summary>The settings that make a host use this database.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["Database:Provider"] = Store.ToString(),
            ["Database:ConnectionString"] = ConnectionString,
        };

    /// <summary>Creates an empty one; skips the calling test when PostgreSQL is asked for and not installed.</summary>
    public static async Task<TestDatabase> Create(Store store) =>
        store is Store.Sqlite ? OnSqlite() : OnPostgreSql(await (await PostgreSqlServer.Started()).CreateDatabase());

    /// <summary>One with all that this one holds, which nobody uses at present.</summary>
    internal static async Task<TestDatabase> CopyOf(TestDatabase original)
    {
        if (original.Store is Store.PostgreSql)
        {
            var server = await PostgreSqlServer.Started();
            return OnPostgreSql(await server.CreateDatabase(original.ConnectionString));
        }

        var copy = OnSqlite();
        File.Copy(FileOf(original), FileOf(copy));
        return copy;
    }

    /// <summary>One that somebody else made and will take away.</summary>
    public static TestDatabase At(Store store, string connectionString) =>
        new(store, connectionString, () => Task.CompletedTask);

    /// <summary>Asks the database itself, past the product: one line per row, columns separated by a bar.</summary>
    public Task<IReadOnlyList<string>> Ask(string sql) =>
        Ask(
            sql,
            row =>
                string.Join(
                    '|',
                    Enumerable
                        .Range(0, row.FieldCount)
                        .Select(row.GetValue)
                        .Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))
                )
        );

    /// <summary>The same, with each row read by the caller.</summary>
    public async Task<IReadOnlyList<T>> Ask<T>(string sql, Func<DbDataReader, T> read)
    {
        // Not pooled: a connection that outlived a killed server would write its log back in the next one's place.
        await using DbConnection connection =
            Store is Store.Sqlite
                ? new SqliteConnection(
                    new SqliteConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString
                )
                : new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync() => await leave();

    private static TestDatabase OnSqlite()
    {
        var folder = new TestFolder();
        return new(Store.Sqlite, $"Data Source={folder.File("trunkline.db")}", () => Task.Run(folder.Dispose));
    }

    // It goes with the server: files that were just deleted make a file system slow at making new ones. Its idle connections
    // go with the test, or those of many tests would be more than the server takes.
    private static TestDatabase OnPostgreSql(string connectionString) =>
        new(Store.PostgreSql, connectionString, () => CloseIdle(connectionString));

    private static string FileOf(TestDatabase database) =>
        new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;

    private static async Task CloseIdle(string connectionString)
    {
        await using var any = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(any);
    }
}
