using Microsoft.Data.Sqlite;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;

namespace Trunkline.TestKit.Demo;

/// <summary>The demo enterprise as the real host makes it, made once for the test run and copied for each test that wants it.</summary>
internal static class DemoTemplate
{
    private static readonly Lazy<Task<(string Database, string Data)>> Made = new(Make);

    /// <summary>Fills an empty database file and an empty data directory.</summary>
    public static async Task CopyTo(TestDatabase database, string data)
    {
        var template = await Made.Value;
        File.Copy(template.Database, new SqliteConnectionStringBuilder(database.ConnectionString).DataSource);
        foreach (var file in Directory.GetFiles(template.Data))
        {
            File.Copy(file, Path.Combine(data, Path.GetFileName(file)));
        }
    }

    private static async Task<(string Database, string Data)> Make()
    {
        var data = new TestFolder();
        var database = await TestDatabase.Create(Store.Sqlite);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            data.Dispose();
            database.DisposeAsync().AsTask().Wait();
        };
        await using (await A.Host().WithDemo().On(database).With("Data:Directory", data.Path).Start())
        {
            // Starting it made the demo.
        }

        // What still stands in the write-ahead log goes into the file when the last connection closes.
        SqliteConnection.ClearAllPools();
        return (new SqliteConnectionStringBuilder(database.ConnectionString).DataSource, data.Path);
    }
}
