using System.Text;
using System.Text.Json.Nodes;

namespace Trunkline.Tests.WhatsApp.Simulator;

public sealed class WebhookTests
{
    const string Beyond = "Grüße – 😀 \"quoted\" a/b @ <tag> 100%\n";

    [Fact]
    public async Task A_body_is_ascii_with_lowercase_escapes_and_signed_over_its_bytes()
    {
        await using var host = await SimulatorHost.StartAsync();

        await host.TypeAsync(Beyond);

        var webhook = await host.Receiver.NextAsync();
        webhook.Bytes.ShouldAllBe(b => b < 0x80);
        webhook.Text.ShouldContain("""Gr\u00fc\u00dfe \u2013 \ud83d\ude00 \"quoted\" a/b @ <tag> 100%\n""");
        webhook.IsSignedWith(SimulatorHost.Secret).ShouldBeTrue();
        webhook.IsSignedWith("another secret").ShouldBeFalse();
        webhook.Headers["Content-Type"].ShouldBe("application/json");
        webhook.Values.Single()["messages"]![0]!["text"]!["body"]!.GetValue<string>().ShouldBe(Beyond);
    }

    [Fact]
    public async Task Bodies_can_carry_raw_utf8_or_phps_escapes_and_are_signed_as_sent()
    {
        await using var host = await SimulatorHost.StartAsync();

        await host.AdminAsync(HttpMethod.Patch, "behaviour", new { rawUtf8 = true });
        await host.TypeAsync(Beyond);
        var raw = await host.Receiver.NextAsync();
        raw.Bytes.ShouldContain(b => b >= 0x80);
        raw.Text.ShouldContain("Grüße – 😀");
        raw.IsSignedWith(SimulatorHost.Secret).ShouldBeTrue();

        await host.AdminAsync(HttpMethod.Patch, "behaviour", new { rawUtf8 = false, phpEscapes = true });
        await host.TypeAsync(Beyond);
        var php = await host.Receiver.NextAsync();
        php.Text.ShouldContain("""a\/b \u0040 \u003Ctag> 100\u0025""");
        php.IsSignedWith(SimulatorHost.Secret).ShouldBeTrue();
        php.Values.Single()["messages"]![0]!["text"]!["body"]!.GetValue<string>().ShouldBe(Beyond);
    }

    [Fact]
    public async Task A_customers_text_arrives_in_todays_shape()
    {
        await using var host = await SimulatorHost.StartAsync();

        var id = await host.TypeAsync("Hello");

        var body = JsonNode.Parse((await host.Receiver.NextAsync()).Bytes)!;
        body["object"]!.GetValue<string>().ShouldBe("whatsapp_business_account");
        body["entry"]![0]!["id"]!.GetValue<string>().ShouldBe(SimulatorHost.AccountId);
        var change = body["entry"]![0]!["changes"]![0]!;
        change["field"]!.GetValue<string>().ShouldBe("messages");
        var value = change["value"]!;
        value["metadata"]!
            .ToJsonString()
            .ShouldBe($$"""{"display_phone_number":"13055550100","phone_number_id":"{{SimulatorHost.NumberId}}"}""");
        var contact = value["contacts"]![0]!;
        contact["profile"]!["name"]!.GetValue<string>().ShouldBe("Maria Gómez");
        contact["wa_id"]!.GetValue<string>().ShouldBe("13055550141");
        contact["user_id"]!.GetValue<string>().ShouldMatch(@"^US\.\d+$");
        var message = value["messages"]![0]!;
        message["id"]!.GetValue<string>().ShouldBe(id);
        message["from"]!.GetValue<string>().ShouldBe("13055550141");
        message["from_user_id"]!.GetValue<string>().ShouldBe(contact["user_id"]!.GetValue<string>());
        message["timestamp"]!.GetValueKind().ShouldBe(System.Text.Json.JsonValueKind.String);
    }

    [Fact]
    public async Task A_person_without_a_number_is_known_by_user_id_alone()
    {
        await using var host = await SimulatorHost.StartAsync();

        var id = await host.TypeAsync("Hello", "noa");

        var value = await host.Receiver.MessageAsync(id);
        value["messages"]![0]!["from"].ShouldBeNull();
        value["messages"]![0]!["from_user_id"].ShouldNotBeNull();
        value["contacts"]![0]!["wa_id"].ShouldBeNull();
        value["contacts"]![0]!["profile"]!["username"]!.GetValue<string>().ShouldBe("noa.writes");
    }

    [Fact]
    public async Task A_tap_on_a_templates_button_sends_its_payload()
    {
        await using var host = await SimulatorHost.StartAsync();
        var request = await host.SendAsync(SimulatorHost.ConsentRequest());
        await host.Receiver.StatusAsync(request, "delivered");

        var tap = await host.AdminAsync(
            HttpMethod.Post,
            $"customers/{Uri.EscapeDataString(SimulatorHost.Maria)}/taps",
            new { message = request, choice = "YES" }
        );

        var message = (await host.Receiver.MessageAsync(tap!["id"]!.GetValue<string>()))["messages"]![0]!;
        message["type"]!.GetValue<string>().ShouldBe("button");
        message["button"]!.ToJsonString().ShouldBe("""{"payload":"consent:yes","text":"YES"}""");
        message["context"]!["id"]!.GetValue<string>().ShouldBe(request);
        message["context"]!["from"]!.GetValue<string>().ShouldBe("13055550100");
        await host.Receiver.StatusAsync(request, "read");
    }

    [Fact]
    public async Task Any_type_can_be_typed_and_any_field_injected()
    {
        await using var host = await SimulatorHost.StartAsync();

        await host.AdminAsync(
            HttpMethod.Post,
            "customers/noa/messages",
            new
            {
                number = SimulatorHost.NumberId,
                type = "image",
                content = new
                {
                    id = "1003383421387256",
                    mime_type = "image/jpeg",
                    sha256 = "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=",
                    caption = "Taj Mahal",
                },
            }
        );
        (await host.Receiver.ChangeAsync(value => value["messages"]?[0]?["image"] is not null))["messages"]![0]![
            "image"
        ]!["caption"]!
            .GetValue<string>()
            .ShouldBe("Taj Mahal");

        await host.AdminAsync(
            HttpMethod.Post,
            "webhooks",
            new { field = "account_update", value = new { @event = "DISABLED_UPDATE" } }
        );
        await host.Receiver.ChangeAsync(value => value["event"]?.GetValue<string>() == "DISABLED_UPDATE");
    }

    [Fact]
    public async Task What_is_not_answered_200_comes_again_at_once_and_then_ever_more_rarely()
    {
        await using var host = await SimulatorHost.StartAsync();
        foreach (var answer in new[] { 503, 404, 202, 500 })
            host.Receiver.Answers.Enqueue(answer);

        await host.TypeAsync("Hello");
        var first = await host.Receiver.NextAsync();
        var second = await host.Receiver.NextAsync();
        second.Bytes.ShouldBe(first.Bytes);
        second.Headers["X-Hub-Signature-256"].ShouldBe(first.Headers["X-Hub-Signature-256"]);

        await WaitingAsync(host, attempts: 2);
        host.Clock.MoveForward(TimeSpan.FromSeconds(5));
        (await host.Receiver.NextAsync()).Answered.ShouldBe(202);

        await WaitingAsync(host, attempts: 3);
        host.Clock.MoveForward(TimeSpan.FromSeconds(20));
        await WaitingAsync(host, attempts: 3);
        host.Clock.MoveForward(TimeSpan.FromSeconds(10));
        (await host.Receiver.NextAsync()).Answered.ShouldBe(500);

        await WaitingAsync(host, attempts: 4);
        host.Clock.MoveForward(TimeSpan.FromHours(24));
        (await host.Receiver.NextAsync()).Answered.ShouldBe(200);
        var log = await UntilAsync(host, delivery => delivery["state"]!.GetValue<string>() == "delivered");
        var attempts = log["attempts"]!.AsArray();
        attempts.Select(attempt => attempt!["status"]!.GetValue<int>()).ShouldBe([503, 404, 202, 500, 200]);
        var moments = attempts.Select(attempt => attempt!["at"]!.GetValue<DateTimeOffset>()).ToList();
        (moments[3] - moments[2]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_webhook_that_nobody_takes_is_dropped_in_the_end()
    {
        await using var host = await SimulatorHost.StartAsync(behaviour =>
            behaviour with
            {
                RetryAfter = [TimeSpan.Zero, TimeSpan.Zero],
            }
        );
        foreach (var answer in new[] { 503, 503, 503 })
            host.Receiver.Answers.Enqueue(answer);

        await host.TypeAsync("Hello");

        (await UntilAsync(host, delivery => delivery["state"]!.GetValue<string>() == "dropped"))["attempts"]!
            .AsArray()
            .Count.ShouldBe(3);
    }

    [Fact]
    public async Task Many_updates_can_share_one_post()
    {
        await using var host = await SimulatorHost.StartAsync(behaviour =>
            behaviour with
            {
                UpdatesPerDelivery = 1000,
                BatchFor = TimeSpan.FromSeconds(30),
            }
        );

        var written = new List<string>();
        for (var i = 0; i < 20; i++)
            written.Add(
                await host.TypeAsync(
                    $"message {i}",
                    i % 2 == 0 ? SimulatorHost.Maria : "noa",
                    i % 5 == 0 ? SimulatorHost.OtherNumberId : SimulatorHost.NumberId
                )
            );
        host.Clock.MoveForward(TimeSpan.FromSeconds(31));

        var values = (await host.Receiver.NextAsync()).Values.ToList();
        values
            .SelectMany(value => value["messages"]!.AsArray())
            .Select(message => message!["id"]!.GetValue<string>())
            .ShouldBe(written, ignoreOrder: true);
        values.ShouldContain(value => value["messages"]!.AsArray().Count > 1);
    }

    [Fact]
    public async Task A_callback_is_saved_only_when_it_answers_the_challenge()
    {
        await using var host = await SimulatorHost.StartAsync();
        var form = new Dictionary<string, string>
        {
            ["object"] = "whatsapp_business_account",
            ["callback_url"] = host.Receiver.Url + "?tenant=7",
            ["verify_token"] = SimulatorHost.VerifyToken,
            ["fields"] = "messages",
        };

        host.Receiver.AcceptsHandshake = false;
        using (
            var refused = await host.Graph.PostAsync(
                $"v23.0/{SimulatorHost.AppId}/subscriptions",
                new FormUrlEncodedContent(form)
            )
        )
            JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!["code"]!
                .GetValue<int>()
                .ShouldBe(2200);

        host.Receiver.AcceptsHandshake = true;
        using (
            var saved = await host.Graph.PostAsync(
                $"v23.0/{SimulatorHost.AppId}/subscriptions",
                new FormUrlEncodedContent(form)
            )
        )
            (await saved.Content.ReadAsStringAsync()).ShouldBe("""{"success":true}""");
        host.Receiver.Handshakes.ShouldBeGreaterThanOrEqualTo(2);

        await host.TypeAsync("Hello");
        await host.Receiver.NextAsync();
        (await host.AdminAsync(HttpMethod.Get, "deliveries"))![0]!["url"]!
            .GetValue<string>()
            .ShouldEndWith("?tenant=7");
    }

    [Fact]
    public async Task An_account_sends_to_the_override_until_it_is_taken_away_and_to_nobody_once_unsubscribed()
    {
        await using var host = await SimulatorHost.StartAsync();
        var path = $"v23.0/{SimulatorHost.AccountId}/subscribed_apps";
        var other = new StringContent(
            $$"""{"override_callback_uri":"{{host.Receiver.Url}}?override=1","verify_token":"{{SimulatorHost.VerifyToken}}"}""",
            Encoding.UTF8,
            "application/json"
        );
        (await host.Graph.PostAsync(path, other)).EnsureSuccessStatusCode();
        JsonNode.Parse(await host.Graph.GetStringAsync(path))!["data"]![0]!["override_callback_uri"]!
            .GetValue<string>()
            .ShouldEndWith("override=1");
        await host.TypeAsync("to the override");
        await host.Receiver.NextAsync();

        (await host.Graph.PostAsync(path, null)).EnsureSuccessStatusCode();
        await host.TypeAsync("to the app");
        await host.Receiver.NextAsync();
        (await host.AdminAsync(HttpMethod.Get, "deliveries"))!
            .AsArray()
            .Select(delivery => delivery!["url"]!.GetValue<string>().Contains("override", StringComparison.Ordinal))
            .ShouldBe([true, false]);

        (await host.Graph.DeleteAsync(path)).EnsureSuccessStatusCode();
        JsonNode.Parse(await host.Graph.GetStringAsync(path))!["data"]!.AsArray().ShouldBeEmpty();
    }

    static Task WaitingAsync(SimulatorHost host, int attempts) =>
        UntilAsync(
            host,
            delivery =>
                delivery["state"]!.GetValue<string>() == "waiting" && delivery["attempts"]!.AsArray().Count == attempts
        );

    static async Task<JsonNode> UntilAsync(SimulatorHost host, Func<JsonNode, bool> reached)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            if (
                (await host.AdminAsync(HttpMethod.Get, "deliveries"))!
                    .AsArray()
                    .FirstOrDefault(delivery => reached(delivery!)) is
                { } found
            )
                return found;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("No delivery reached that state.");
    }
}
