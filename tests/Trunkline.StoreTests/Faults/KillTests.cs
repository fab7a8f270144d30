using Trunkline.Faults;
using Trunkline.TestKit.Databases;

namespace Trunkline.StoreTests.Faults;

/// <summary>The short form of <c>dev/faults</c>: built servers as child processes, killed under load.</summary>
public sealed class KillTests
{
    private const int Messages = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Killing_the_server_on_SQLite_loses_nothing_and_doubles_nothing() =>
        await Holds(Scenarios.ServerKilled(Store.Sqlite));

    [Fact]
    public async Task Killing_the_server_on_PostgreSQL_loses_nothing_and_doubles_nothing() =>
        await Holds(Scenarios.ServerKilled(Store.PostgreSql));

    // What waits for an answer of WhatsApp may wait for a minute; the long form stays until nothing does.
    private static async Task Holds(Scenario scenario)
    {
        var seed = Random.Shared.Next(1_000_000);
        var outcome = await scenario.RunToTheEnd(strikes: 1, Messages, seed, Patience, untilSent: false);
        outcome.Problems.ShouldBeEmpty($"seed {seed}");
        outcome.Journal.Acknowledged.ShouldBeGreaterThanOrEqualTo(Messages);
    }
}
