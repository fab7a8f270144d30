using System.Globalization;
using System.Text.Json.Nodes;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.Tests.WhatsApp.Sending;

/// <summary>Cy answers a customer who wrote a moment ago; every message goes over real HTTP to the simulator, and statuses come back as webhooks.</summary>
public sealed class SendingTests : IAsyncLifetime
{
    private const string First = "wamid.first";

    private TrunklineHost host = null!;
    private Visitor cy = null!;
    private string thread = null!;

    public async ValueTask InitializeAsync()
    {
        host = await A.Host().WithDemo().Listening().Start();
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Text(First, "Do you open on Saturday?"));
        await Eventually.True("the message arrived", async () => await host.Messages(First) == 1);
        cy = await host.SignedIn(DemoPerson.Cy);
        thread = await host.ThreadOf(First);
        // The simulator has its own memory of who wrote when, and this customer is new to it.
        await cy.Http.PostAsync(
            new Uri("/simulator/admin/reset", UriKind.Relative),
            null,
            TestContext.Current.CancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        cy?.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_goes_out_once_and_comes_back_as_delivered()
    {
        await cy.CustomerWrites();

        await cy.Writes(thread, "Yes, until one.");

        await Eventually.True(
            "it is delivered",
            async () => await host.StateOf("Yes, until one.") is "Delivered" or "Read"
        );
        (await Posts("Yes, until one.")).ShouldBe(1);
        (await Outbox()).ShouldBe(0);
    }

    [Fact]
    public async Task E3_Messages_to_one_customer_go_out_in_their_order_even_when_the_first_is_refused_for_a_while()
    {
        await cy.CustomerWrites();
        await cy.GoesWrong(
            new
            {
                kind = "errorAnswer",
                code = 131056,
                messageType = "text",
                times = 1,
            }
        );

        await cy.Writes(thread, "one");
        await cy.Writes(thread, "two");
        await cy.Writes(thread, "three");

        await Eventually.True("all are delivered", async () => await host.StateOf("three") is "Delivered" or "Read");
        (await CallsInOrder()).ShouldBe(["one", "one", "two", "three"]);
    }

    [Fact]
    public async Task B4_A_lost_answer_is_never_repeated_and_the_status_tells_what_became_of_it()
    {
        await cy.CustomerWrites();
        await cy.GoesWrong(new { kind = "lostAnswer", times = 1 });

        await cy.Writes(thread, "Only once");

        await Eventually.True(
            "the status settles it",
            async () => await host.StateOf("Only once") is "Delivered" or "Read"
        );
        (await Posts("Only once")).ShouldBe(1);
        await Eventually.True("nothing is left", async () => await Outbox() == 0);
    }

    [Fact]
    public async Task What_is_tried_again_later_is_said_to_wait()
    {
        await cy.CustomerWrites();
        await Postpones("Later");
        using var admin = await host.SignedIn(DemoPerson.Administrator);

        var page = await (await admin.Open("/portal")).Follow("System");

        page.Text.ShouldMatch(@"To be sent\s*1 waiting, the oldest for \d+ s; 1 failed and is tried again");
    }

    [Fact]
    public async Task What_a_status_says_again_of_a_refused_attempt_ends_no_other()
    {
        await cy.CustomerWrites();
        await Postpones("Soon");
        var message = await host.Ask<Guid>($"SELECT id AS \"Value\" FROM conversations_message WHERE text = 'Soon'");
        var failed = Payload.StatusOf("wamid.refused", "failed", message.ToString());
        failed["errors"] = new JsonArray(new JsonObject { ["code"] = 134102, ["title"] = "Not now" });
        using var meta = new Meta(host);
        var before = await host.InboxBodies("Done");

        await meta.Delivers(Payload.Of([Payload.Change(statuses: [failed])]));

        await Eventually.True("it is heard", async () => await host.InboxBodies("Done") > before);
        await Tell("UPDATE whatsapp_outbox SET due_at = 1");
        await Eventually.True("it is delivered", async () => await host.StateOf("Soon") is "Delivered" or "Read");
        (await Posts("Soon")).ShouldBe(2);
        (
            await host.Ask<int>(
                $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM conversations_delivery_report WHERE event = 'Failed'"
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_number_whose_turn_fails_keeps_no_other_number_from_sending()
    {
        await cy.CustomerWrites();
        // What a later version may have queued cannot be read.
        await Tell(
            $"""
            INSERT INTO whatsapp_outbox (enterprise_id, id, number, pair, send, state, queued_at, due_at, attempts)
            SELECT enterprise_id, id, id, 'somebody', '[]', 'Waiting', 1, 1, 0 FROM whatsapp_number
            WHERE phone_number_id <> '{DemoNumbers.Europe.PhoneNumberId}'
            """
        );
        await Eventually.True(
            "they fail",
            () => host.Log.Any(line => line.Contains("Taking what is due of number", StringComparison.Ordinal))
        );

        await cy.Writes(thread, "Mine goes out");

        await Eventually.True(
            "it is delivered",
            async () => await host.StateOf("Mine goes out") is "Delivered" or "Read"
        );
    }

    [Fact]
    public async Task Without_answer_and_without_status_the_outcome_is_unknown_after_a_minute()
    {
        await cy.CustomerWrites();
        await cy.GoesWrong(new { kind = "htmlAnswer", times = 1 });

        await cy.Writes(thread, "Perhaps");
        await Eventually.True("it was posted", async () => await Posts("Perhaps") == 1);
        await cy.ClockMoves(61);

        await Eventually.True("nobody knows", async () => await host.StateOf("Perhaps") == "OutcomeUnknown");
        (await Posts("Perhaps")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_queued_while_the_clock_was_ahead_goes_out_at_once_and_in_its_order()
    {
        await cy.CustomerWrites();
        await cy.GoesWrong(new { kind = "htmlAnswer", times = 1 });
        await cy.Writes(thread, "before");
        await Eventually.True("it was posted", async () => await Posts("before") == 1);
        await cy.Writes(thread, "one");
        await Tell(
            """
            UPDATE whatsapp_outbox SET queued_at = queued_at + 7200000000, due_at = due_at + 7200000000 WHERE state = 'Waiting';
            UPDATE conversations_message SET stored_at = stored_at + 7200000000 WHERE text = 'one';
            UPDATE conversations_conversation SET last_stored_at = last_stored_at + 7200000000, active_at = active_at + 7200000000
            WHERE last_message_id = (SELECT id FROM conversations_message WHERE text = 'one')
            """
        );

        await cy.Writes(thread, "two");
        var before = await host.Ask<Guid>($"SELECT id AS \"Value\" FROM conversations_message WHERE text = 'before'");
        using var meta = new Meta(host);
        await meta.Delivers(Payload.Status("wamid.before", "sent", callback: before.ToString()));

        await Eventually.True("all are delivered", async () => await host.StateOf("two") is "Delivered" or "Read");
        (await CallsInOrder()).ShouldBe(["before", "one", "two"]);
    }

    [Fact]
    public async Task A_pause_that_began_while_the_clock_was_ahead_is_over()
    {
        await cy.CustomerWrites();
        await Postpones("Soon");

        await Tell("UPDATE whatsapp_outbox SET started_at = started_at + 7200000000, due_at = due_at + 7200000000");

        await Eventually.True("it is delivered", async () => await host.StateOf("Soon") is "Delivered" or "Read");
    }

    [Fact]
    public async Task An_answer_awaited_since_the_clock_was_ahead_is_awaited_a_minute_more()
    {
        await cy.CustomerWrites();
        await cy.GoesWrong(new { kind = "htmlAnswer", times = 1 });
        await cy.Writes(thread, "Perhaps");
        await Eventually.True("it was posted", async () => await Posts("Perhaps") == 1);

        await Tell("UPDATE whatsapp_outbox SET started_at = started_at + 7200000000");
        await Eventually.True(
            "it counts from now",
            async () =>
                await host.Ask<int>(
                    $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_outbox WHERE started_at > {StoredMoment.Of(host.Clock.GetUtcNow())}"
                ) == 0
        );
        (await host.StateOf("Perhaps")).ShouldBe("Sending");
        await cy.ClockMoves(61);

        await Eventually.True("nobody knows", async () => await host.StateOf("Perhaps") == "OutcomeUnknown");
    }

    [Fact]
    public async Task C2_A_status_that_comes_before_its_message_is_known_is_parked_and_matched_later()
    {
        await cy.CustomerWrites();
        await cy.GoesWrong(new { kind = "htmlAnswer", times = 1 });
        await cy.Writes(thread, "Late news");
        await Eventually.True("it was posted", async () => await Posts("Late news") == 1);
        var message = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM conversations_message WHERE text = 'Late news'"
        );
        using var meta = new Meta(host);

        await meta.Delivers(Payload.Status("wamid.late", "delivered"));
        await Eventually.True("it is parked", async () => await Parked() == 1);
        (await host.StateOf("Late news")).ShouldBe("Sending");
        await meta.Delivers(Payload.Status("wamid.late", "sent", callback: message.ToString()));

        await Eventually.True("both count", async () => await host.StateOf("Late news") == "Delivered");
        (await Parked()).ShouldBe(0);
        (await Outbox()).ShouldBe(0);
    }

    [Theory]
    [InlineData(190, "access token has expired")]
    [InlineData(131048, "customers reported or blocked it")]
    public async Task E1_A_rejected_token_or_a_reported_number_stops_holds_what_waits_and_resumes_by_a_person(
        int code,
        string reason
    )
    {
        await cy.CustomerWrites();
        await cy.GoesWrong(
            new
            {
                kind = "errorAnswer",
                code,
                times = 1,
            }
        );

        await cy.Writes(thread, "Held");
        await Eventually.True(
            "the number is stopped",
            async () =>
                await host.Ask<string?>(
                    $"SELECT stop_code AS \"Value\" FROM whatsapp_number WHERE phone_number_id = {DemoNumbers.Europe.PhoneNumberId}"
                ) == code.ToString(CultureInfo.InvariantCulture)
        );
        (await Outbox()).ShouldBe(1);
        (await host.StateOf("Held")).ShouldNotBe("Failed");

        using var admin = await host.SignedIn(DemoPerson.Administrator);
        var organization = await host.Ask<Guid>(
            $"SELECT id AS \"Value\" FROM organizations_organization WHERE name = 'Europe'"
        );
        var list = await admin.Open($"/portal/o/{organization}/setup/whatsapp-numbers");
        list.Text.ShouldContain("Stopped");
        var number = await list.Follow($"Edit {DemoNumbers.Europe.Display}");
        number.Text.ShouldContain(reason);
        var resumed = await number.Press("Resume sending");

        resumed.Text.ShouldContain("Connected");
        await Eventually.True("it goes out", async () => await host.StateOf("Held") is "Delivered" or "Read");
    }

    [Fact]
    public async Task However_much_waits_at_a_number_that_is_removed_all_of_it_goes()
    {
        await Tell("UPDATE whatsapp_number SET stopped_at = 1");
        await Tell(
            $"""
            WITH RECURSIVE waiting(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM waiting WHERE place < {
                2 * OutboxRow.MostTogether + 1
            })
            INSERT INTO whatsapp_outbox (enterprise_id, id, number, pair, send, state, queued_at, due_at, attempts)
            SELECT enterprise_id, printf('%08X-0000-7000-8000-000000000000', place), id, 'pair ' || place,
                '{Json.Write<OutgoingSend>(new OutgoingSend.Text("Hello"))}', 'Waiting', place, place, 0
            FROM whatsapp_number, waiting WHERE phone_number_id = '{DemoNumbers.Europe.PhoneNumberId}'
            """
        );

        await Tell($"DELETE FROM whatsapp_number WHERE phone_number_id = '{DemoNumbers.Europe.PhoneNumberId}'");

        await Eventually.True("nothing is left", async () => await Outbox() == 0);
    }

    [Fact]
    public async Task A_refusal_for_good_is_told_with_its_reason_and_next_step()
    {
        await cy.CustomerWrites();
        await cy.GoesWrong(
            new
            {
                kind = "errorAnswer",
                code = 131026,
                times = 1,
            }
        );

        await cy.Writes(thread, "In vain");

        await Eventually.True("it failed", async () => await host.StateOf("In vain") == "Failed");
        var page = await cy.Open(thread);
        page.Text.ShouldContain("may not be on WhatsApp");
        (await Posts("In vain")).ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_is_asked_for_consent_again_who_says_stop_in_the_same_batch()
    {
        await cy.CustomerWrites();
        await Tell(
            $"UPDATE conversations_conversation SET consent = 'Requested' WHERE lower(id) = '{thread.Split('/')[^1]}'"
        );
        using var meta = new Meta(host);

        await meta.Delivers(
            Payload.Of([
                Payload.Change(
                    messages: [Payload.Message("wamid.who", "Who is this?"), Payload.Message("wamid.stop", "STOP")]
                ),
            ])
        );

        await Eventually.True(
            "the wish was heard",
            async () =>
                (await host.Database.Ask("SELECT state FROM conversations_message WHERE kind = 'Automatic'"))
                    is ["Delivered" or "Read"]
        );
        (
            await host.Database.Ask(
                "SELECT state FROM conversations_message WHERE kind = 'Template' AND author IS NULL"
            )
        ).ShouldBe(["Failed"]);
        (await cy.Api(HttpMethod.Get, "/simulator/admin/calls")).Text.ShouldNotContain("consent_request");
    }

    private async Task Postpones(string text)
    {
        await cy.IsRefusedForNow();
        await cy.Writes(thread, text);
        await Eventually.True("it was refused", async () => await Posts(text) == 1);
        await Eventually.True("it is postponed", async () => await OutboxStates() == "Waiting");
    }

    private async Task<int> Posts(string text) => (await CallsInOrder()).Count(one => one == text);

    private async Task<IReadOnlyList<string>> CallsInOrder()
    {
        var answer = await cy.Api(HttpMethod.Get, "/simulator/admin/calls");
        return
        [
            .. System
                .Text.RegularExpressions.Regex.Matches(
                    answer
                        .Text.Replace("\\u0022", "\"", StringComparison.Ordinal)
                        .Replace("\\\"", "\"", StringComparison.Ordinal),
                    "\"body\":\\s*\"([^\"{}]*)\""
                )
                .Select(match => match.Groups[1].Value),
        ];
    }

    private Task<int> Parked() =>
        host.Ask<int>(
            $"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_parked_status WHERE provider_message_id = 'wamid.late'"
        );

    private Task Tell(string sql) => host.Database.Ask(sql);

    private Task<string?> OutboxStates() =>
        host.Ask<string?>($"SELECT GROUP_CONCAT(state) AS \"Value\" FROM whatsapp_outbox");

    private Task<int> Outbox() => host.Ask<int>($"SELECT CAST(COUNT(*) AS INT) AS \"Value\" FROM whatsapp_outbox");
}
