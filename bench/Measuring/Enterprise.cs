using System.Globalization;
using System.Reflection;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Bench.Measuring;

/// <summary>The built servers with an enterprise on a database that keeps its promises, and what can be asked of them from outside.</summary>
internal sealed class Enterprise : IAsyncDisposable
{
    /// <summary>For bursts that would otherwise be refused in part, until less waits.</summary>
    public static readonly IReadOnlyDictionary<string, string?> TakesEverything = new Dictionary<string, string?>
    {
        ["WhatsApp:LongestWaitSeconds"] = "0",
    };

    private readonly KillablePostgreSql? postgreSql;

    private Enterprise(KillablePostgreSql? postgreSql, TestDatabase database, RealBank bank) =>
        (this.postgreSql, Database, Bank) = (postgreSql, database, bank);

    public TestDatabase Database { get; }

    public RealBank Bank { get; }

    public RealServer Server => Bank.Server;

    public static async Task<Enterprise> Open(
        Store store,
        int servers = 1,
        IReadOnlyDictionary<string, string?>? settings = null,
        Assembly? startup = null
    )
    {
        var postgreSql = store is Store.PostgreSql ? await KillablePostgreSql.Start() : null;
        var database = postgreSql is null
            ? await TestDatabase.Create(Store.Sqlite)
            : await postgreSql.CreateDatabase("bench");
        var bank = await RealBank.Start(database, servers, settings, startup);
        // What is measured is ours, and not how much WhatsApp would take.
        await bank.Simulator.Behave(new { messagesPerSecond = 0, pairRate = false });
        return new(postgreSql, database, bank);
    }

    public async Task<long> Number(string sql) =>
        long.Parse((await Database.Ask(sql)).Single(), CultureInfo.InvariantCulture);

    /// <summary>How many messages have a text that begins so.</summary>
    public Task<long> Messages(string name) =>
        Number($"SELECT COUNT(*) FROM conversations_message WHERE text LIKE 'B{name}i%' AND direction = 'Incoming'");

    /// <summary>What the operating system counts for this process, in megabytes.</summary>
    public double Megabytes() =>
        double.Parse(
            File.ReadLines($"/proc/{Server.Id}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;

    public async ValueTask DisposeAsync()
    {
        await Bank.DisposeAsync();
        await Database.DisposeAsync();
        if (postgreSql is not null)
        {
            await postgreSql.DisposeAsync();
        }
    }
}
