using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Npgsql;
using Trunkline.TestKit.Databases;

namespace Trunkline.TestKit.Hosts;

/// <summary>
/// The database and the data directory as the real host leaves them when it starts for the first time: made once for the test
/// run, and copied for each test that wants a host of its own.
/// </summary>
internal sealed class FirstStart
{
    private static readonly ConcurrentDictionary<(Store Store, bool Demo), Lazy<Task<FirstStart>>> Made = new();

    private readonly TestDatabase database;
    private readonly TestFolder data;

    private FirstStart(TestDatabase database, TestFolder data)
    {
        this.database = database;
        this.data = data;
    }

    public static Task<FirstStart> Of(HostPlan plan) =>
        Made.GetOrAdd((plan.Store, plan.Demo), kind => new(() => Make(kind.Store, kind.Demo))).Value;

    public Task<TestDatabase> CopyDatabase() => TestDatabase.CopyOf(database);

    /// <summary>Fills an empty data directory.</summary>
    public void CopyData(string folder)
    {
        foreach (var file in Directory.GetFiles(data.Path))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private static async Task<FirstStart> Make(Store store, bool demo)
    {
        var data = new TestFolder();
        var database = await TestDatabase.Create(store);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            data.Dispose();
            database.DisposeAsync().AsTask().Wait();
        };
        var plan = A.Host().On(database).With("Data:Directory", data.Path);
        await using (await (demo ? plan.WithDemo() : plan).Start())
        {
            // Starting it was all.
        }

        // SQLite puts what still stands in the write-ahead log into the file when the last connection closes; PostgreSQL copies
        // nothing that has one.
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        return new FirstStart(database, data);
    }
}
