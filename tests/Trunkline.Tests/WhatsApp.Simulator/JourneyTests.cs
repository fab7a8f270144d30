using System.Net;
using System.Text.Json.Nodes;

namespace Trunkline.Tests.WhatsApp.Simulator;

/// <summary>What becomes of a message: window, statuses, prices, failures.</summary>
public sealed class JourneyTests
{
    [Fact]
    public async Task A_message_is_sent_delivered_and_read_when_the_chat_is_opened()
    {
        await using var host = await SimulatorHost.StartAsync();
        await host.TypeAsync("Hi");
        var id = await host.SendAsync(SimulatorHost.Text("Hello", callbackData: "outbox-1"));

        var sent = await host.Receiver.StatusAsync(id, "sent");
        var delivered = await host.Receiver.StatusAsync(id, "delivered");
        await OpenAsync(host);
        var read = await host.Receiver.StatusAsync(id, "read");

        foreach (var value in new[] { sent, delivered, read })
        {
            var status = value["statuses"]![0]!;
            status["biz_opaque_callback_data"]!.GetValue<string>().ShouldBe("outbox-1");
            status["recipient_id"]!.GetValue<string>().ShouldBe("13055550141");
            status["recipient_user_id"]!.GetValue<string>().ShouldStartWith("US.");
            status["conversation"].ShouldBeNull();
            value["contacts"]![0]!["wa_id"]!.GetValue<string>().ShouldBe("13055550141");
        }
        sent["statuses"]![0]!["pricing"]!
            .ToJsonString()
            .ShouldBe(
                """{"billable":false,"pricing_model":"PMP","type":"free_customer_service","category":"service"}"""
            );
        delivered["statuses"]![0]!["pricing"].ShouldNotBeNull();
        read["statuses"]![0]!["pricing"].ShouldBeNull();
    }

    [Fact]
    public async Task In_an_open_chat_a_message_is_read_without_having_been_delivered()
    {
        await using var host = await SimulatorHost.StartAsync();
        await host.TypeAsync("Hi");
        await OpenAsync(host);

        var id = await host.SendAsync(SimulatorHost.Text("Hello"));

        await host.Receiver.StatusAsync(id, "read");
        var statuses = (await PhoneAsync(host))["messages"]!
            .AsArray()
            .Single(message => message!["id"]!.GetValue<string>() == id)!["statuses"]!.AsArray();
        statuses.Select(status => status!["status"]!.GetValue<string>()).ShouldBe(["sent", "read"]);
    }

    [Fact]
    public async Task A_person_who_hides_reading_is_never_seen_to_read()
    {
        await using var host = await SimulatorHost.StartAsync();
        await host.AdminAsync(
            HttpMethod.Patch,
            $"customers/{Uri.EscapeDataString(SimulatorHost.Maria)}",
            new { readReceipts = false }
        );
        await host.TypeAsync("Hi");
        var id = await host.SendAsync(SimulatorHost.Text("Hello"));
        await host.Receiver.StatusAsync(id, "delivered");

        await OpenAsync(host);

        var message = (await PhoneAsync(host))["messages"]!
            .AsArray()
            .Single(message => message!["id"]!.GetValue<string>() == id)!;
        message["readAt"].ShouldNotBeNull();
        message["statuses"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_window_closes_24_hours_after_the_customers_last_message(int secondsTooLate, bool open)
    {
        await using var host = await SimulatorHost.StartAsync(behaviour =>
            behaviour with
            {
                WindowRefusal = Trunkline.WhatsApp.Simulator.Contracts.WindowRefusal.ErrorAnswer,
            }
        );
        await host.TypeAsync("Hi");
        await host.SendAsync(SimulatorHost.Text("Ours extends nothing"));
        // A minute of slack on the near side, as real seconds pass while the test runs.
        host.Clock.MoveForward(
            TimeSpan.FromHours(24) + (open ? TimeSpan.FromMinutes(-1) : TimeSpan.FromSeconds(secondsTooLate))
        );

        using var response = await host.PostAsync(SimulatorHost.Text("Still there?"));

        response.StatusCode.ShouldBe(open ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        if (!open)
        {
            var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
            error["code"]!.GetValue<int>().ShouldBe(131047);
            error["error_data"]!["details"]!.GetValue<string>().ShouldContain("24 hours");
        }
        await host.SendAsync(SimulatorHost.ConsentRequest());
        await host.TypeAsync("Yes!");
        await host.SendAsync(SimulatorHost.Text("Good."));
    }

    [Fact]
    public async Task By_default_a_closed_window_is_told_afterwards_as_a_failed_status()
    {
        await using var host = await SimulatorHost.StartAsync();

        var id = await host.SendAsync(SimulatorHost.Text("Nobody wrote to us", callbackData: "outbox-2"));

        var value = await host.Receiver.StatusAsync(id, "failed");
        value["contacts"].ShouldBeNull();
        var status = value["statuses"]![0]!;
        status["recipient_user_id"].ShouldBeNull();
        status["biz_opaque_callback_data"]!.GetValue<string>().ShouldBe("outbox-2");
        status["errors"]![0]!["code"]!.GetValue<int>().ShouldBe(131047);
        status["errors"]![0]!["title"]!.GetValue<string>().ShouldBe("Re-engagement message");
        status["pricing"].ShouldBeNull();
        (await PhoneAsync(host))["messages"]![0]!["isOnPhone"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task The_window_is_one_of_a_number_and_a_person()
    {
        await using var host = await SimulatorHost.StartAsync(behaviour =>
            behaviour with
            {
                WindowRefusal = Trunkline.WhatsApp.Simulator.Contracts.WindowRefusal.ErrorAnswer,
            }
        );
        await host.TypeAsync("Hi", number: SimulatorHost.NumberId);

        (await host.PostAsync(SimulatorHost.Text("x"), SimulatorHost.NumberId)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.PostAsync(SimulatorHost.Text("x"), SimulatorHost.OtherNumberId)).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await host.PostAsync(SimulatorHost.Text("x", "+17865550199"), SimulatorHost.NumberId)).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task A_template_outside_the_window_costs_and_a_utility_template_inside_does_not()
    {
        await using var host = await SimulatorHost.StartAsync();

        var outside = await host.SendAsync(SimulatorHost.ConsentRequest());
        (await host.Receiver.StatusAsync(outside, "sent"))["statuses"]![0]!["pricing"]!
            .ToJsonString()
            .ShouldBe("""{"billable":true,"pricing_model":"PMP","type":"regular","category":"utility"}""");

        await host.TypeAsync("Hi");
        var inside = await host.SendAsync(SimulatorHost.ConsentRequest());
        (await host.Receiver.StatusAsync(inside, "sent"))["statuses"]![0]!["pricing"]!["billable"]!
            .GetValue<bool>()
            .ShouldBeFalse();
    }

    [Fact]
    public async Task Apps_on_version_23_hear_of_conversations()
    {
        await using var host = await SimulatorHost.StartAsync(behaviour => behaviour with { WebhookVersion = "v23.0" });

        var id = await host.SendAsync(SimulatorHost.ConsentRequest());

        var conversation = (await host.Receiver.StatusAsync(id, "sent"))["statuses"]![0]!["conversation"]!;
        conversation["origin"]!["type"]!.GetValue<string>().ShouldBe("utility");
        conversation["expiration_timestamp"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_number_that_nobody_has_gets_a_phone_or_fails_as_undeliverable()
    {
        await using var host = await SimulatorHost.StartAsync();
        var first = await host.SendAsync(SimulatorHost.ConsentRequest("+49 151 23456789"));
        await host.Receiver.StatusAsync(first, "delivered");

        await host.AdminAsync(HttpMethod.Patch, "behaviour", new { unknownRecipient = "failsAsUndeliverable" });
        var second = await host.SendAsync(SimulatorHost.ConsentRequest("+49 151 00000000"));
        (await host.Receiver.StatusAsync(second, "failed"))["statuses"]![0]!["errors"]![0]!["code"]!
            .GetValue<int>()
            .ShouldBe(131026);
    }

    [Fact]
    public async Task A_fault_can_come_as_a_failed_status()
    {
        await using var host = await SimulatorHost.StartAsync();
        await host.AdminAsync(
            HttpMethod.Post,
            "faults",
            new
            {
                kind = "failedStatus",
                code = 131049,
                recipient = SimulatorHost.Maria,
            }
        );

        var id = await host.SendAsync(SimulatorHost.ConsentRequest());

        (await host.Receiver.StatusAsync(id, "failed"))["statuses"]![0]!["errors"]![0]!["code"]!
            .GetValue<int>()
            .ShouldBe(131049);
    }

    [Fact]
    public async Task A_reaction_is_only_sent_and_stands_on_its_message()
    {
        await using var host = await SimulatorHost.StartAsync();
        var target = await host.TypeAsync("Hi");

        var id = await host.SendAsync(
            new
            {
                messaging_product = "whatsapp",
                to = SimulatorHost.Maria,
                type = "reaction",
                reaction = new { message_id = target, emoji = "👍" },
            }
        );

        await host.Receiver.StatusAsync(id, "sent");
        (await PhoneAsync(host))["messages"]![0]!["reaction"]!.GetValue<string>().ShouldBe("👍");
    }

    [Theory]
    [InlineData(
        """{"name":"nobody_knows","language":{"code":"en"}}""",
        132001,
        "template name (nobody_knows) does not exist in en"
    )]
    [InlineData("""{"name":"consent_request","language":{"code":"fr"}}""", 132001, "does not exist in fr")]
    [InlineData(
        """{"name":"consent_request","language":{"code":"en"}}""",
        132000,
        "body: number of localizable_params (0) does not match the expected number of params (2)"
    )]
    [InlineData(
        """{"name":"consent_request","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":""}]}]}""",
        131008,
        "missing text value"
    )]
    [InlineData(
        """{"name":"consent_request","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b\nc"}]}]}""",
        132018,
        "new-line"
    )]
    [InlineData(
        """{"name":"consent_request","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"image","image":{"id":"1"}}]}]}""",
        132012,
        "Format mismatch"
    )]
    [InlineData(
        """{"name":"hello_world","language":{"code":"en_US"},"components":[{"type":"button","sub_type":"quick_reply","index":"0","parameters":[]}]}""",
        131009,
        "index 0"
    )]
    [InlineData("""{"language":{"code":"en"}}""", 100, null)]
    public async Task A_template_must_be_known_and_filled(string template, int code, string? details)
    {
        await using var host = await SimulatorHost.StartAsync();

        using var response = await host.PostAsync(
            new
            {
                messaging_product = "whatsapp",
                to = SimulatorHost.Maria,
                type = "template",
                template = JsonNode.Parse(template),
            }
        );

        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        error["code"]!.GetValue<int>().ShouldBe(code);
        if (details is not null)
            error["error_data"]!["details"]!.GetValue<string>().ShouldContain(details);
    }

    [Fact]
    public async Task A_template_is_shown_filled_with_its_buttons()
    {
        await using var host = await SimulatorHost.StartAsync();

        var id = await host.SendAsync(SimulatorHost.ConsentRequest());
        await host.Receiver.StatusAsync(id, "delivered");

        var shown = (await PhoneAsync(host))["messages"]![0]!;
        shown["text"]!.GetValue<string>().ShouldStartWith("Hello Maria, ABC Bank would like");
        shown["choices"]!
            .AsArray()
            .Select(choice => (choice!["title"]!.GetValue<string>(), choice["payload"]!.GetValue<string>()))
            .ShouldBe([("YES", "consent:yes"), ("NO", "consent:no")]);
    }

    static Task OpenAsync(SimulatorHost host) =>
        host.AdminAsync(
            HttpMethod.Post,
            $"customers/{Uri.EscapeDataString(SimulatorHost.Maria)}/chats/{SimulatorHost.NumberId}/open"
        );

    static async Task<JsonNode> PhoneAsync(SimulatorHost host) =>
        (await host.AdminAsync(HttpMethod.Get, $"customers/{Uri.EscapeDataString(SimulatorHost.Maria)}/phone"))![
            "chats"
        ]![0]!;
}
