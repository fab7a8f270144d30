using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.WhatsApp.Webhooks;

public sealed class InboxTests
{
    [Theory, BothStores]
    public async Task Every_body_that_was_answered_200_is_in_the_table_once(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        using var meta = new Meta(host);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 300)
                .Select(index => meta.Post(Payload.Text($"wamid.{index}", number: $"9{index % 7:000000}")))
        );

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await host.Ask<int>($"SELECT CAST(SUM(count) AS INT) AS \"Value\" FROM whatsapp_inbox")).ShouldBe(300);
        (await host.Ask<int>($"SELECT CAST(COUNT(DISTINCT lane) AS INT) AS \"Value\" FROM whatsapp_inbox")).ShouldBe(7);
    }

    [Fact]
    public async Task A_body_that_touches_several_numbers_waits_in_the_lane_of_each()
    {
        await using var host = await A.Host().Start();
        using var meta = new Meta(host);

        await meta.Delivers(
            Payload.Of(
                [
                    Payload.Change("9000001", [Payload.Message("wamid.a", "a")]),
                    Payload.Change("9000002", [Payload.Message("wamid.b", "b")]),
                ],
                [Payload.Change("9000001", [Payload.Message("wamid.c", "c")])]
            )
        );

        (await host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_inbox")).ShouldBe(2);
    }

    [Theory, BothStores]
    public async Task While_the_table_cannot_be_written_Meta_is_told_to_come_again_and_then_it_is_taken(Store store)
    {
        await using var host = await A.Host().On(store).Start();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text("wamid.before", number: "9000001"));
        await Change(host, "ALTER TABLE whatsapp_inbox RENAME TO whatsapp_inbox_away");

        var refused = await meta.Post(Payload.Text("wamid.during", number: "9000001"));

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await Change(host, "ALTER TABLE whatsapp_inbox_away RENAME TO whatsapp_inbox");
        await meta.Delivers(Payload.Text("wamid.during", number: "9000001"));
        (await host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_inbox")).ShouldBe(2);
    }

    [Fact]
    public async Task A2_While_the_database_server_takes_no_connections_Meta_is_told_to_come_again()
    {
        await using var host = await A.Host().On(Store.PostgreSql).Start();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text("wamid.before", number: "9000001"));
        await Allow(host.Database, connections: false);

        var refused = await meta.Post(Payload.Text("wamid.during", number: "9000001"));

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await Allow(host.Database, connections: true);
        await Eventually.True(
            "it is taken again",
            async () => (await meta.Post(Payload.Text("wamid.during", number: "9000001"))).IsSuccessStatusCode
        );
    }

    [Fact]
    public async Task What_was_committed_without_the_standby_is_not_acknowledged()
    {
        await using var server = await KillablePostgreSql.Start();
        await using var host = await A.Host().On(await server.CreateDatabase("inbox")).Start();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text("wamid.before", number: "9000001"));
        await using var standby = await AbsentStandby.WaitedForBy(host.Database);

        var refused = UntilRefused(meta);
        await standby.GiveUpCommitsUntil(refused);

        (await refused).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task While_another_program_holds_the_database_file_Meta_is_told_to_come_again()
    {
        await using var host = await A.Host().Start();
        using var meta = new Meta(host);
        await using var other = new Microsoft.Data.Sqlite.SqliteConnection(
            host.Database.ConnectionString + ";Pooling=false"
        );
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using (var held = other.BeginTransaction(System.Data.IsolationLevel.Serializable))
        {
            var refused = await meta.Post(Payload.Text("wamid.during", number: "9000001"));
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await meta.Delivers(Payload.Text("wamid.during", number: "9000001"));
    }

    // PostgreSQL begins to wait for the standby in its own time.
    private static async Task<HttpResponseMessage> UntilRefused(Meta meta)
    {
        for (var index = 0; ; index++)
        {
            if (await meta.Post(Payload.Text($"wamid.{index}", number: "9000001")) is { IsSuccessStatusCode: false } no)
            {
                return no;
            }
        }
    }

    private static async Task Change(TrunklineHost host, string sql)
    {
        await using var scope = host.Scope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        await db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
    }

    private static async Task Allow(TestDatabase database, bool connections)
    {
        var target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var name = target.Database!;
        target.Database = "postgres";
        target.Pooling = false;
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $"ALTER DATABASE {name} ALLOW_CONNECTIONS {connections}; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
            connection
        );
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
