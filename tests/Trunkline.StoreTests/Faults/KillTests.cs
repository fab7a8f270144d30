using Trunkline.Faults;
using Trunkline.TestKit.Databases;

namespace Trunkline.StoreTests.Faults;

/// <summary>The short form of <c>dev/faults</c>: built servers as child processes, killed under load.</summary>
public sealed class KillTests
{
    private const int Messages = 240;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Killing_the_server_on_SQLite_loses_nothing_and_doubles_nothing() =>
        await Holds(Scenarios.ServerKilled(Store.Sqlite));

    [Fact]
    public async Task Killing_one_of_two_servers_and_then_PostgreSQL_loses_nothing_and_doubles_nothing() =>
        await Holds(Scenarios.ServerThenPostgreSqlKilled);

    private static async Task Holds(Scenario scenario)
    {
        var seed = Random.Shared.Next(1_000_000);
        var outcome = await scenario.Run(strikes: 2, Messages, seed, Patience, hurry: true);
        outcome.Problems.ShouldBeEmpty($"seed {seed}");
        outcome.Journal.Acknowledged.ShouldBeGreaterThanOrEqualTo(Messages);
    }
}
