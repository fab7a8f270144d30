using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.Tests.WhatsApp.Sending;

/// <summary>The outcomes of several sends are written down together. What this server is answered tells nothing, so the test says what WhatsApp answered.</summary>
public sealed class SettlementsTests : IAsyncLifetime
{
    private const string First = "wamid.first";

    private TrunklineHost host = null!;
    private EnterpriseId enterprise;

    public async ValueTask InitializeAsync() => await Begin(Store.Sqlite);

    private async Task Begin(Store store)
    {
        host = await A.Host()
            .On(store)
            .WithDemo()
            .With(services =>
                services.AddHttpClient(PostMessage.Client).ConfigurePrimaryHttpMessageHandler(() => new NoAnswer())
            )
            .Start();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text(First, "Six questions for you."));
        await Eventually.True("the message arrived", async () => await host.Messages(First) == 1);
        using var cy = await host.SignedIn(DemoPerson.Cy);
        var thread = await host.ThreadOf(First);
        for (var answer = 1; answer <= 6; answer++)
            await cy.Writes(thread, $"answer {answer}");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task One_that_cannot_be_written_down_does_not_keep_the_others_from_it()
    {
        using var leaving = new CancellationTokenSource();
        // WhatsApp gives an id once. If it gave one twice, the second could not be stored.
        string[] ids = ["wamid.A", "wamid.A", "wamid.C", "wamid.D", "wamid.E", "wamid.F"];

        var sends = await Sends();
        List<Task> settling;
        // While somebody else writes, they gather.
        using (await host.Services.GetRequiredService<WriteGate>().EnterAsync(leaving.Token))
        {
            settling = [.. sends.Zip(ids, (send, id) => Task.Run(() => Settle(send, id, leaving.Token)))];
            await Task.Delay(300, leaving.Token);
        }

        await Eventually.True("five are settled", () => settling.Count(one => one.IsCompletedSuccessfully) == 5);
        (await Accepted()).ShouldBe(ids.Distinct(), ignoreOrder: true);
        await Eventually.True(
            "only the one had to try again",
            () =>
                host.Log.Count(line =>
                    line.EndsWith("could not be written down at attempt 1", StringComparison.Ordinal)
                ) == 1
        );
        await leaving.CancelAsync();
        (await Record.ExceptionAsync(() => Task.WhenAll(settling))).ShouldBeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task What_was_written_down_but_not_confirmed_is_not_written_down_once_more()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        var refused = new Settlement(first, new SendOutcome.Refused(131000, null));

        await Write(refused);
        var postponed = await Row(first);
        await Write(refused);

        // It goes out again by itself, so nobody may be asked to send it again.
        (await host.StateOf("answer 1")).ShouldNotBe("Failed");
        (await Row(first)).ShouldBe(postponed);
        postponed.ShouldStartWith("Waiting|1|");
    }

    [Fact]
    public async Task What_came_of_an_earlier_try_says_nothing_of_the_one_that_is_under_way()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        var refused = new Settlement(first, new SendOutcome.Refused(131000, null));
        await Write(refused);
        await host.Database.Ask(
            $"UPDATE whatsapp_outbox SET state = 'Sending', attempts = 2 WHERE id = '{Key(first)}'"
        );

        await Write(refused);

        // Due once more, it would reach the customer twice.
        (await Row(first)).ShouldStartWith("Sending|2|");
    }

    [Fact]
    public async Task B4_What_WhatsApp_has_sent_is_not_offered_again_whatever_its_answer_says_afterwards()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Status("wamid.sent", "sent", first.Id.ToString()));
        await Eventually.True("it is sent", async () => await host.StateOf("answer 1") == "Sent");

        await Write(new(first, new SendOutcome.Refused(131000, null)));

        (await host.StateOf("answer 1")).ShouldBe("Sent");
    }

    [Fact]
    public async Task A_refusal_that_is_meant_for_the_number_stops_it_although_its_message_was_given_up()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        await host.Database.Ask($"DELETE FROM whatsapp_outbox WHERE id = '{Key(first)}'");

        await Write(new(first, new SendOutcome.Refused(131042, null)));

        (await host.StateOf("answer 1")).ShouldBe("Failed");
        (await host.Database.Ask("SELECT stop_code FROM whatsapp_number WHERE stop_code IS NOT NULL")).ShouldBe([
            "131042",
        ]);
    }

    [Fact]
    public async Task What_was_on_its_way_when_its_number_was_removed_fails_and_says_so()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        await host.Database.Ask(
            $"DELETE FROM whatsapp_number WHERE phone_number_id = '{DemoNumbers.Europe.PhoneNumberId}'"
        );

        await Write(new(first, new SendOutcome.Unreachable("nobody listens")));

        await Eventually.True("it has failed", async () => await host.StateOf("answer 1") == "Failed");
        await Eventually.True("so have those behind it", async () => await host.StateOf("answer 6") == "Failed");
    }

    [Fact]
    public async Task What_still_waits_for_a_customer_who_says_stop_does_not_go_out()
    {
        await GivenToWhatsApp();
        using var meta = new Meta(host);

        await meta.Delivers(Payload.Text("wamid.stop", "STOP"));

        await Eventually.True("the second has failed", async () => await host.StateOf("answer 2") == "Failed");
        (await host.StateOf("answer 6")).ShouldBe("Failed");
        // The first may have gone out, and the customer is told that the wish was heard.
        (await host.Database.Ask("SELECT state FROM whatsapp_outbox ORDER BY state")).ShouldBe(["Sending", "Waiting"]);
        (
            await host.Database.Ask(
                "SELECT text FROM conversations_message WHERE id IN (SELECT id FROM whatsapp_outbox WHERE state = 'Waiting')"
            )
        )
            .ShouldHaveSingleItem()
            .ShouldNotStartWith("answer");
    }

    [Fact]
    public async Task What_was_refused_for_a_while_does_not_go_out_to_a_customer_who_has_said_stop_meanwhile()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text("wamid.stop", "STOP"));
        await Eventually.True("the second has failed", async () => await host.StateOf("answer 2") == "Failed");

        await Write(new(first, new SendOutcome.Refused(131000, null)));

        await Eventually.True("so has the first", async () => await host.StateOf("answer 1") == "Failed");
        (await FailureOf("answer 1")).ShouldContain("\"customer-stopped\"");
    }

    [Fact]
    public async Task What_was_kept_back_until_the_window_closed_fails_and_asks_for_a_template()
    {
        await GivenToWhatsApp();

        host.Clock.MoveForward(TimeSpan.FromHours(25));

        await Eventually.True("the last has failed", async () => await host.StateOf("answer 6") == "Failed");
        (await FailureOf("answer 6")).ShouldContain("\"window-closed\"");
        (await host.StateOf("answer 1")).ShouldBe("OutcomeUnknown");
    }

    [Fact]
    public async Task B4_What_WhatsApp_refused_and_delivers_all_the_same_is_not_sent_once_more()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        // Otherwise it would be tried again in a minute.
        await Write(new(first, new SendOutcome.Refused(131057, null)));
        using var meta = new Meta(host);

        await meta.Delivers(Payload.Status("wamid.all-the-same", "delivered", first.Id.ToString()));

        await Eventually.True("it is delivered", async () => await host.StateOf("answer 1") == "Delivered");
        (await host.Database.Ask($"SELECT COUNT(*) FROM whatsapp_outbox WHERE id = '{Key(first)}'")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_refusal_that_is_meant_for_the_whole_number_lets_the_number_rest()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        var pace = host.Services.GetRequiredService<SendingPace>();
        await Eventually.True("it may send", () => pace.Free(first.Number, 80) > 0);

        await Write(new(first, new SendOutcome.Refused(131057, null)));

        pace.Free(first.Number, 80).ShouldBe(0);
    }

    [Fact]
    public async Task A_parked_failure_stops_the_number_as_soon_as_its_message_is_known()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        using var meta = new Meta(host);
        var failed = Payload.StatusOf("wamid.unpaid", "failed");
        failed["errors"] = new JsonArray(new JsonObject { ["code"] = 131042, ["title"] = "Payment issue" });
        await meta.Delivers(Payload.Of([Payload.Change(statuses: [failed])]));
        await Eventually.True(
            "it is parked",
            async () => (await host.Database.Ask("SELECT COUNT(*) FROM whatsapp_parked_status"))[0] == "1"
        );

        await Write(new(first, new SendOutcome.Accepted("wamid.unpaid", [])));

        (await host.Database.Ask("SELECT stop_code FROM whatsapp_number WHERE stop_code IS NOT NULL")).ShouldBe([
            "131042",
        ]);
        (await host.StateOf("answer 1")).ShouldBe("Failed");
    }

    [Fact]
    public async Task What_waits_for_a_customer_who_cannot_be_reached_fails_when_a_status_says_so()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        using var meta = new Meta(host);
        var failed = Payload.StatusOf("wamid.failed", "failed", first.Id.ToString());
        failed["errors"] = new JsonArray(new JsonObject { ["code"] = 131026, ["title"] = "Message undeliverable" });

        await meta.Delivers(Payload.Of([Payload.Change(statuses: [failed])]));

        await Eventually.True("the first has failed", async () => await host.StateOf("answer 1") == "Failed");
        (await host.StateOf("answer 2")).ShouldBe("Failed");
        (await host.StateOf("answer 6")).ShouldBe("Failed");
        (await host.Database.Ask("SELECT COUNT(*) FROM whatsapp_outbox")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task What_waited_for_long_does_not_go_out_once_its_author_was_suspended()
    {
        await Sends();
        await GivenToWhatsApp();
        await host.Database.Ask(
            $"UPDATE accounts_account SET status = 'Suspended' WHERE email = '{DemoPerson.Cy.Email}'"
        );

        // The answer to the first is given up, and it is the turn of those behind it.
        host.Clock.MoveForward(TimeSpan.FromMinutes(2));

        await Eventually.True("the last has failed", async () => await host.StateOf("answer 6") == "Failed");
        (await host.StateOf("answer 2")).ShouldBe("Failed");
    }

    [Fact]
    public async Task What_was_queued_a_moment_before_its_author_was_suspended_does_not_go_out_either()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        await host.Database.Ask(
            $"UPDATE accounts_account SET status = 'Suspended' WHERE email = '{DemoPerson.Cy.Email}'"
        );

        await Write(new(first, new SendOutcome.Accepted("wamid.of-the-first", [])));

        await Eventually.True("the last has failed", async () => await host.StateOf("answer 6") == "Failed");
        (await FailureOf("answer 2")).ShouldContain("\"sender-lost-the-right\"");
    }

    [Fact]
    public async Task What_the_product_says_by_itself_is_not_said_a_day_later()
    {
        await GivenToWhatsApp();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text("wamid.stop", "STOP"));
        await Eventually.True("the second has failed", async () => await host.StateOf("answer 2") == "Failed");

        host.Clock.MoveForward(TimeSpan.FromHours(25));

        await Eventually.True(
            "nothing waits",
            async () => (await host.Database.Ask("SELECT COUNT(*) FROM whatsapp_outbox"))[0] == "0"
        );
        (await host.Database.Ask("SELECT progress FROM conversations_message WHERE kind = 'Automatic'"))
            .ShouldHaveSingleItem()
            .ShouldContain("\"window-closed\"");
    }

    [Fact]
    public async Task A_failure_that_is_told_late_says_nothing_of_what_was_written_since()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        using var meta = new Meta(host);
        var failed = Payload.StatusOf("wamid.failed", "failed", first.Id.ToString());
        failed["errors"] = new JsonArray(new JsonObject { ["code"] = 131026, ["title"] = "Message undeliverable" });
        failed["timestamp"] = failed["timestamp"]!.GetValue<long>() - 3600;

        await meta.Delivers(Payload.Of([Payload.Change(statuses: [failed])]));

        await Eventually.True("the first has failed", async () => await host.StateOf("answer 1") == "Failed");
        (await host.StateOf("answer 6")).ShouldNotBe("Failed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task E4_A_reaction_that_comes_before_anybody_knows_what_WhatsApp_calls_the_message_finds_it(
        bool byAnswer
    )
    {
        const string OfTheFirst = "wamid.of-the-first";
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        using var meta = new Meta(host);
        var reaction = Payload.Message("wamid.reaction", "");
        reaction.Remove("text");
        reaction["type"] = "reaction";
        reaction["reaction"] = new JsonObject { ["message_id"] = OfTheFirst, ["emoji"] = "\u2764" };
        await meta.Delivers(Payload.Of([Payload.Change(messages: [reaction])]));
        await Eventually.True("it is stored", async () => await host.Messages("wamid.reaction") == 1);

        // WhatsApp tells the name with its answer, which may be slow, or with a status.
        if (byAnswer)
            await Write(new(first, new SendOutcome.Accepted(OfTheFirst, [])));
        else
            await meta.Delivers(Payload.Status(OfTheFirst, "delivered", first.Id.ToString()));

        await Eventually.True(
            "it is about the first",
            async () =>
                (
                    await host.Database.Ask(
                        $"SELECT COUNT(*) FROM conversations_message WHERE provider_id = 'wamid.reaction' AND awaits IS NULL AND reply_to IS NOT NULL"
                    )
                )[0] == "1"
        );
    }

    [Fact]
    public async Task E4_A_reaction_that_is_stored_while_WhatsApp_s_answer_is_written_down_finds_the_message()
    {
        await SettleWhileTheLaneWrites(
            "wamid.of-the-first",
            (lane, number) =>
                lane.GetRequiredService<IIncomingMessages>()
                    .ReceiveAsync(
                        [
                            new(
                                "whatsapp",
                                number,
                                [new(IdentityKind.ChannelPhone, Payload.Customer)],
                                null,
                                null,
                                "wamid.reaction",
                                host.Clock.GetUtcNow(),
                                new IncomingContent.Reaction("wamid.of-the-first", "\u2764"),
                                null
                            ),
                        ],
                        TestContext.Current.CancellationToken
                    )
        );

        (
            await host.Database.Ask(
                "SELECT COUNT(*) FROM conversations_message WHERE provider_id = 'wamid.reaction' AND awaits IS NULL AND reply_to IS NOT NULL"
            )
        ).ShouldBe(["1"]);
    }

    [Fact]
    public async Task C2_A_status_that_is_parked_while_its_send_is_settled_is_matched()
    {
        await SettleWhileTheLaneWrites(
            "wamid.late",
            (lane, number) =>
                lane.GetRequiredService<ApplyStatus>()
                    .RunAsync(
                        number,
                        [new("wamid.late", null, DeliveryEvent.Delivered, host.Clock.GetUtcNow(), null, [])],
                        TestContext.Current.CancellationToken
                    )
        );

        (await host.StateOf("answer 1")).ShouldBe("Delivered");
    }

    [Fact]
    public async Task C2_A_status_that_was_parked_is_matched_when_a_later_one_tells_whose_it_is()
    {
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Status("wamid.late", "read"));
        await Eventually.True(
            "it is parked",
            async () => (await host.Database.Ask("SELECT COUNT(*) FROM whatsapp_parked_status"))[0] == "1"
        );
        host.Clock.MoveForward(TimeSpan.FromSeconds(61));
        await Eventually.True("nobody knows", async () => await host.StateOf("answer 1") == "OutcomeUnknown");

        await meta.Delivers(Payload.Status("wamid.late", "delivered", first.Id.ToString()));

        await Eventually.True("it was read", async () => await host.StateOf("answer 1") == "Read");
        (await host.Database.Ask("SELECT COUNT(*) FROM whatsapp_parked_status")).ShouldBe(["0"]);
    }

    /// <summary>The first of them.</summary>
    private Task GivenToWhatsApp() =>
        Eventually.True(
            "the first was given to WhatsApp, and its answer says nothing",
            () => host.Log.Any(line => line.Contains("The outcome of a send is unknown", StringComparison.Ordinal))
        );

    private sealed class NoAnswer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadGateway));
    }

    private async Task Write(Settlement settlement)
    {
        await using var scope = host.Services.GetRequiredService<EnterpriseScopes>().Open(enterprise);
        await scope
            .ServiceProvider.GetRequiredService<SettleSend>()
            .RunAsync([settlement], TestContext.Current.CancellationToken);
    }

    private Task Settle(ClaimedSend send, string providerId, CancellationToken cancellation) =>
        host
            .Services.GetRequiredService<Settlements>()
            .SettleAsync(enterprise, new(send, new SendOutcome.Accepted(providerId, [])), cancellation);

    /// <summary>On PostgreSQL the lane has written, and not committed, when WhatsApp's answer to the first send is written down.</summary>
    private async Task SettleWhileTheLaneWrites(string wamid, Func<IServiceProvider, BusinessNumberId, Task> laneWrites)
    {
        await host.DisposeAsync();
        await Begin(Store.PostgreSql);
        var first = (await Sends())[0];
        await GivenToWhatsApp();
        await using var lane = host.Services.GetRequiredService<EnterpriseScopes>().Open(enterprise);
        var settling = Task.CompletedTask;
        await lane
            .ServiceProvider.GetRequiredService<TrunklineDb>()
            .WriteAsync(
                async () =>
                {
                    await laneWrites(lane.ServiceProvider, first.Number);
                    settling = Write(new(first, new SendOutcome.Accepted(wamid, [])));
                    // Either it has looked by then, or it waits for this write.
                    await Task.WhenAny(settling, Task.Delay(TimeSpan.FromSeconds(2)));
                    return Result.Done;
                },
                TestContext.Current.CancellationToken
            );
        await settling;
    }

    private async Task<IReadOnlyList<ClaimedSend>> Sends()
    {
        var rows = await host.Database.Ask(
            """
            SELECT message.id, message.number_id, message.enterprise_id FROM conversations_message AS message
            WHERE message.text LIKE 'answer %' ORDER BY message.text
            """
        );
        var found = rows.Select(row => row.Split('|').Select(Guid.Parse).ToArray()).ToList();
        enterprise = new(found[0][2]);
        return
        [
            .. found.Select(row => new ClaimedSend(
                row[0],
                new BusinessNumberId(row[1]),
                "",
                new OutgoingSend.Text("answer"),
                new CustomerAddress("4917", null),
                1
            )),
        ];
    }

    // As SQLite keeps it, which compares it as a text.
    private static string Key(ClaimedSend send) => send.Id.ToString().ToUpperInvariant();

    private async Task<string> Row(ClaimedSend send) =>
        (
            await host.Database.Ask($"SELECT state, attempts, due_at FROM whatsapp_outbox WHERE id = '{Key(send)}'")
        ).ShouldHaveSingleItem();

    private async Task<string> FailureOf(string text) =>
        (
            await host.Database.Ask($"SELECT progress FROM conversations_message WHERE text = '{text}'")
        ).ShouldHaveSingleItem();

    private Task<IReadOnlyList<string>> Accepted() =>
        host.Database.Ask(
            "SELECT provider_id FROM conversations_message WHERE text LIKE 'answer %' AND provider_id IS NOT NULL"
        );
}
