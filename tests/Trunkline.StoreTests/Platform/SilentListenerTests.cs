using System.Diagnostics;
using System.Globalization;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Waiting;

namespace Trunkline.StoreTests.Platform;

/// <summary>A machine that loses power says no goodbye: its connections are there and silent.</summary>
public sealed class SilentListenerTests
{
    [Fact]
    public async Task Whoever_listens_to_a_silent_connection_finds_out_and_listens_on_another()
    {
        await using var server = await KillablePostgreSql.Start();
        await using var database = await server.CreateDatabase("silent");
        await using var host = await A.Host().On(database).Start();
        IReadOnlyList<int> first = [];
        await Eventually.True("it listens", async () => (first = await Listeners(database)).Count == 1);
        await Tell("-STOP", first[0]);
        try
        {
            await Eventually.True("it listens on another", async () => (await Listeners(database)).Except(first).Any());
        }
        finally
        {
            await Tell("-CONT", first[0]);
        }
    }

    private static async Task<IReadOnlyList<int>> Listeners(TestDatabase database) =>
        await database.Ask(
            "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()",
            row => row.GetInt32(0)
        );

    private static async Task Tell(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        kill.ExitCode.ShouldBe(0);
    }
}
