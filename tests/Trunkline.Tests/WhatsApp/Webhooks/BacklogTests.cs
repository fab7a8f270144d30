using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.Tests.WhatsApp.Webhooks;

public sealed class BacklogTests
{
    private static readonly string Busy = DemoNumbers.Europe.PhoneNumberId;
    private static readonly string Quiet = DemoNumbers.Ana.PhoneNumberId;

    [Fact]
    public async Task While_too_much_waits_for_a_number_WhatsApp_is_told_to_come_again_and_other_numbers_are_served()
    {
        await using var host = await A.Host().WithDemo().On(Store.PostgreSql).Start();
        using var meta = new Meta(host);
        await using var connection = await LanesStandStill(host.Database);
        await Waits(host.Database, 2_000);

        await Eventually.True(
            "it is refused",
            async () => (await meta.Post(Payload.Text("wamid.late", number: Busy))).StatusCode != HttpStatusCode.OK
        );

        var refused = await meta.Post(Payload.Text("wamid.late", number: Busy));
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await refused.Content.ReadAsStringAsync()).ShouldContain("too_many_webhooks_wait");
        (await meta.Post(Payload.Text("wamid.quiet", number: Quiet))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await connection.CloseAsync();
        await Eventually.True(
            "it is taken again",
            async () => (await meta.Post(Payload.Text("wamid.again", number: Busy))).IsSuccessStatusCode
        );
        await Eventually.True("it is shown", async () => await host.Messages("wamid.again") == 1);
        await SeesRefusals(host);
    }

    [Theory, InlineData(3, false), InlineData(0, true)]
    public void Whoever_sets_no_longest_wait_has_everything_stored(int seconds, bool taken)
    {
        var backlog = new Backlog(
            new WhatsAppSettings(null, null, [], new(""), new(""), TimeSpan.FromSeconds(seconds)),
            new NotStored(),
            TimeProvider.System,
            NullLogger<Backlog>.Instance
        );

        backlog.Counted(new Dictionary<string, int> { [Busy] = 2_000 }, added: 0);

        backlog.Takes([new Lane(Busy, DemoNumbers.BusinessAccountId)]).ShouldBe(taken);
    }

    private static async Task SeesRefusals(TrunklineHost host)
    {
        using var administrator = await host.SignedIn(DemoPerson.Administrator);
        var organization = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM organizations_organization WHERE name = 'ABC Bank'"
        );
        var page = await administrator.Open($"/portal/o/{organization}/system");
        var fact = page
            .Document.QuerySelectorAll("dt")
            .Single(term => term.TextContent.StartsWith("Refused", StringComparison.Ordinal));
        int.Parse(fact.NextElementSibling!.TextContent).ShouldBeGreaterThan(1);
    }

    // No lane can read whose the number is; receiving does not ask that.
    private static async Task<NpgsqlConnection> LanesStandStill(TestDatabase database)
    {
        var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await Run(connection, "BEGIN; LOCK TABLE whatsapp_number IN ACCESS EXCLUSIVE MODE");
        return connection;
    }

    private static async Task Waits(TestDatabase database, int bodies)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await Run(
            connection,
            $"""
            INSERT INTO whatsapp_inbox (lane, business_account, bodies, count, received_at, state, tries)
            SELECT '{Busy}', '{DemoNumbers.BusinessAccountId}', convert_to('[]', 'UTF8'), 1, 1795000000000000, 'Waiting', 0
            FROM generate_series(1, {bodies})
            """
        );
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
