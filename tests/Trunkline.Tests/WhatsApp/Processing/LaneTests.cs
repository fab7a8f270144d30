using System.Net;
using Npgsql;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Tests.WhatsApp.Processing;

public sealed class LaneTests
{
    private const string Berlin = "106540352249999";

    [Theory, BothStores]
    public async Task B1_Of_eight_deliveries_at_once_of_the_same_body_one_counts(Store store)
    {
        await using var host = await A.Host().WithDemo().On(store).Start();
        using var meta = new Meta(host);
        var body = Payload.Text("wamid.once");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => meta.Post(body)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        await Eventually.True("all are done", async () => await host.InboxBodies("Done") == 8);
        (await host.Messages("wamid.once")).ShouldBe(1);
    }

    [Fact]
    public async Task A3_Every_entry_change_message_and_status_of_a_batch_counts()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var place = 0;
        var entries = Enumerable
            .Range(0, 3)
            .Select(_ =>
                Enumerable
                    .Range(0, 3)
                    .Select(_ =>
                        Payload.Change(
                            place % 2 == 0 ? DemoNumbers.Europe.PhoneNumberId : DemoNumbers.Ana.PhoneNumberId,
                            [.. Enumerable.Range(0, 4).Select(_ => Payload.Message($"wamid.batch.{place++}", "Hello"))],
                            [Payload.StatusOf($"wamid.elsewhere.{place++}", "delivered")]
                        )
                    )
                    .ToArray()
            );

        await meta.Delivers(Payload.Of([.. entries]));

        await Eventually.True("all are stored", async () => await host.Messages("wamid.batch.%") == 36);
        (await host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_parked_status")).ShouldBe(9);
    }

    [Fact]
    public async Task C4_Messages_of_the_same_second_are_stored_in_the_order_in_which_they_came()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);

        for (var index = 0; index < 30; index++)
            await meta.Delivers(Payload.Text($"wamid.order.{index:00}", $"{index}", seconds: 1_795_000_000));
        await Eventually.True("all are stored", async () => await host.Messages("wamid.order.%") == 30);

        (await host.Order("wamid.order.%")).ShouldBeInOrder();
    }

    [Fact]
    public async Task What_came_for_an_unknown_number_waits_visibly_until_the_number_is_added()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text("wamid.early", number: Berlin));
        await Eventually.True("it is kept", async () => await host.InboxBodies("Orphaned") == 1);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var list = await Numbers(host, admin);
        list.Text.ShouldContain(Berlin);

        var added = await AddBerlin(list);

        added.Text.ShouldContain("The number was added.");
        await Eventually.True("it is processed", async () => await host.Messages("wamid.early") == 1);
    }

    [Fact]
    public async Task What_comes_in_the_moment_in_which_its_number_is_added_is_processed()
    {
        await using var host = await A.Host().WithDemo().On(Store.PostgreSql).Start();
        using var meta = new Meta(host);
        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var list = await Numbers(host, admin);
        await using var before = new NpgsqlConnection(host.Database.ConnectionString + ";Pooling=false");
        await before.OpenAsync(TestContext.Current.CancellationToken);
        await using var turn = new NpgsqlCommand(
            "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('whatsapp orphans', 0))",
            before
        );
        await turn.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var adding = AddBerlin(list);
        await Eventually.True("the number waits for its turn", async () => await Waiting() == 1);
        await meta.Delivers(Payload.Text("wamid.same-moment", number: Berlin));
        await Eventually.True("its lane finds no number, and waits too", async () => await Waiting() == 2);
        await before.CloseAsync();

        (await adding).Text.ShouldContain("The number was added.");
        await Eventually.True("it is processed", async () => await host.Messages("wamid.same-moment") == 1);

        Task<int> Waiting() =>
            host.Ask<int>(
                $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            );
    }

    [Fact]
    public async Task A6_A_customer_without_a_phone_number_is_received_like_any_other()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var message = Payload.Message("wamid.no-phone", "I show only a name");
        message.Remove("from");
        message["from_user_id"] = "DE.13491208655302741918";

        await meta.Delivers(Payload.Of([Payload.Change(messages: [message])]));

        await Eventually.True("it is stored", async () => await host.Messages("wamid.no-phone") == 1);
        (
            await host.Ask<int>(
                $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM conversations_identity WHERE value = 'DE.13491208655302741918'"
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A9_What_a_picture_brought_is_kept_once_however_often_it_is_delivered()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var picture = Payload.Message("wamid.picture", "");
        picture.Remove("text");
        picture["type"] = "image";
        picture["image"] = new System.Text.Json.Nodes.JsonObject
        {
            ["id"] = "1003383421387256",
            ["caption"] = "My card",
        };
        var body = Payload.Of([Payload.Change(messages: [picture])]);

        await meta.Delivers(body);
        await meta.Delivers(body);

        await Eventually.True("both are done", async () => await host.InboxBodies("Done") == 2);
        (await host.Messages("wamid.picture")).ShouldBe(1);
        (await host.Events("messages")).ShouldBe(1);
    }

    [Fact]
    public async Task Fields_that_are_nobodys_message_are_kept_with_the_business_account()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);

        await meta.Delivers(
            $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"{{{DemoNumbers.BusinessAccountId}}}","time":1739321024,"changes":[
              {"field":"message_template_status_update","value":{"event":"APPROVED","message_template_id":594425479261596,"message_template_name":"consent_request"}},
              {"field":"account_update","value":{"event":"ACCOUNT_VIOLATION"}},
              {"field":"something_of_tomorrow","value":[1,2,3]}]}]}
            """
        );

        await Eventually.True("it is done", async () => await host.InboxBodies("Done") == 1);
        (await host.Events("message_template_status_update")).ShouldBe(1);
        (await host.Events("account_update")).ShouldBe(1);
        (await host.Events("something_of_tomorrow")).ShouldBe(1);
    }

    [Fact]
    public async Task A_customer_who_stops_marketing_is_written_down()
    {
        await using var host = await A.Host().WithDemo().Start();
        using var meta = new Meta(host);
        var change = Payload.Change(field: "user_preferences");
        change["value"]!["user_preferences"] = System.Text.Json.Nodes.JsonNode.Parse(
            """[{"wa_id":"16505551234","detail":"User requested to stop marketing messages","category":"marketing_messages","value":"stop","timestamp":1739321024}]"""
        );

        await meta.Delivers(Payload.Of([change]));

        await Eventually.True("it is done", async () => await host.InboxBodies("Done") == 1);
        (
            await host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_category_wish WHERE stop")
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Two_processes_on_one_database_process_each_webhook_once()
    {
        await using var database = await TestDatabase.Create(Store.PostgreSql);
        await using var one = await A.Host().WithDemo().On(database).Start();
        await using var other = await A.Host().WithDemo().On(database).Start();
        using var toOne = new Meta(one);
        using var toOther = new Meta(other);

        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(index =>
                    (index % 2 == 0 ? toOne : toOther).Delivers(Payload.Text($"wamid.two.{index}", $"{index}"))
                )
        );

        await Eventually.True("all are done", async () => await one.InboxBodies("Done") == 100);
        (await one.Messages("wamid.two.%")).ShouldBe(100);
    }

    private static async Task<Page> Numbers(TrunklineHost host, Visitor administrator)
    {
        var organization = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM organizations_organization WHERE name = 'Europe'"
        );
        return await administrator.Open($"/portal/o/{organization}/setup/whatsapp-numbers");
    }

    private static Task<Page> AddBerlin(Page list) =>
        list.Form("Add number")
            .Fill("Number", "+49 30 55500199")
            .Fill("Name that customers see", "ABC Bank Berlin")
            .Fill("Phone number id", Berlin)
            .Fill("WhatsApp Business Account id", DemoNumbers.BusinessAccountId)
            .Submit();
}
