using System.Net;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

namespace Trunkline.StoreTests.Platform;

/// <summary>What a load balancer is told: alive is not ready.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData(Store.Sqlite)]
    [InlineData(Store.PostgreSql)]
    public async Task A_server_with_its_database_is_ready(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        using var balancer = host.Visitor();

        (await Ask(balancer, "live")).Status.ShouldBe(HttpStatusCode.OK);
        (await Ask(balancer, "ready")).ShouldBe((HttpStatusCode.OK, "Ready."));
    }

    [Fact]
    public async Task Without_its_database_it_is_alive_and_not_ready()
    {
        var database = await TestDatabase.Create(Store.PostgreSql);
        await using var host = await A.Host().On(database).Start();
        using var balancer = host.Visitor();

        var server = await PostgreSqlServer.Started();
        await server.DropDatabase(database.ConnectionString);

        await Eventually.True(
            "it is not ready",
            async () =>
                await Ask(balancer, "ready") == (HttpStatusCode.ServiceUnavailable, "The database does not answer.")
        );
        (await Ask(balancer, "live")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task While_its_database_is_a_standby_it_is_not_ready()
    {
        await using var server = await KillablePostgreSql.Start();
        var database = await server.CreateDatabase("standby");
        await using var host = await A.Host().On(database).Start();
        using var balancer = host.Visitor();

        await server.Stop();
        await server.StartAsStandby();
        await Eventually.True(
            "it is not ready",
            async () =>
                await Ask(balancer, "ready")
                == (HttpStatusCode.ServiceUnavailable, "The database is a standby, which takes no writes.")
        );

        await database.Ask("SELECT pg_promote()");
        await Eventually.True(
            "it is ready again",
            async () => await Ask(balancer, "ready") == (HttpStatusCode.OK, "Ready.")
        );
    }

    [Fact]
    public async Task A_server_that_is_told_to_stop_says_so_and_goes_on_answering_until_everybody_has_noticed()
    {
        await using var database = await TestDatabase.Create(Store.Sqlite);
        await using var server = await TrunklineProcess.Start(
            database,
            new Dictionary<string, string?> { ["Shutdown:DrainSeconds"] = "10" }
        );
        using var balancer = server.Visitor();

        var stopping = server.Stop();

        await Eventually.True(
            "it says so",
            async () => await Ask(balancer, "ready") == (HttpStatusCode.ServiceUnavailable, "This process is stopping.")
        );
        (await Ask(balancer, "live")).Status.ShouldBe(HttpStatusCode.OK);
        await stopping;
    }

    private static async Task<(HttpStatusCode Status, string Says)> Ask(Visitor balancer, string what)
    {
        using var answer = await balancer.Http.GetAsync($"/health/{what}", TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
