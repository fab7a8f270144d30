using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Trunkline.Tests.WhatsApp.Simulator;

public sealed class SendingTests : IAsyncLifetime
{
    SimulatorHost host = null!;

    public async ValueTask InitializeAsync() => host = await SimulatorHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("v23.0/")]
    [InlineData("v19.0/")]
    [InlineData("")]
    public async Task An_accepted_message_is_answered_with_the_wa_id_and_an_id(string version)
    {
        using var response = await host.PostAsync(SimulatorHost.Text("Hello"), version: version);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await JsonOf(response);
        answer["messaging_product"]!.GetValue<string>().ShouldBe("whatsapp");
        answer["contacts"]![0]!.ToJsonString().ShouldBe("""{"input":"\u002B13055550141","wa_id":"13055550141"}""");
        var id = answer["messages"]![0]!["id"]!.GetValue<string>();
        Decode(id).ShouldBe(("13055550141", 0x11, 18));
        id.Length.ShouldBeLessThanOrEqualTo(128);
    }

    [Fact]
    public async Task Ids_of_customers_messages_have_the_shape_that_phones_give_them()
    {
        var id = await host.TypeAsync("Hello");

        Decode(id).ShouldBe(("13055550141", 0x12, 20));
        Encoding.ASCII.GetString(Convert.FromBase64String(id["wamid.".Length..])[^21..^1]).ShouldStartWith("3A");
    }

    [Fact]
    public async Task Answers_carry_the_headers_of_the_graph_api()
    {
        using var response = await host.PostAsync(SimulatorHost.Text("Hello"));

        response.Headers.GetValues("facebook-api-version").Single().ShouldBe("v23.0");
        foreach (var header in new[] { "x-fb-request-id", "x-fb-trace-id", "x-fb-rev", "X-FB-Debug", "x-app-usage" })
            response.Headers.GetValues(header).Single().ShouldNotBeEmpty();
        response.Headers.GetValues("x-business-use-case-usage").Single().ShouldContain(SimulatorHost.AccountId);
        response.Headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("*");
    }

    [Theory]
    [InlineData(
        """{"to":"+13055550141","text":{"body":"x"}}""",
        100,
        "(#100) The parameter messaging_product is required."
    )]
    [InlineData(
        """{"messaging_product":"sms","to":"+13055550141","text":{"body":"x"}}""",
        100,
        "messaging_product must be one of"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","text":{"body":"x"}}""",
        100,
        "(#100) The parameter to is required."
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"{{nobody}}","text":{"body":"x"}}""",
        100,
        "(#100) Invalid parameter"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"0033612345678","text":{"body":"x"}}""",
        100,
        "(#100) Invalid parameter"
    )]
    [InlineData("""{"messaging_product":"whatsapp","to":"+13055550100","text":{"body":"x"}}""", 131021, "sender")]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"telegram"}""",
        100,
        "type must be one of"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"text"}""",
        100,
        "(#100) Invalid parameter"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"text","text":{}}""",
        100,
        "text['body']"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"text","text":{"body":""}}""",
        131008,
        "Required parameter is missing"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"image","image":{}}""",
        100,
        "Invalid parameter"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"image","image":{"id":"1","link":"https://x"}}""",
        100,
        "Invalid parameter"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"audio","audio":{"id":"1","caption":"no"}}""",
        100,
        "Invalid parameter"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"location","location":{"latitude":"91","longitude":1}}""",
        131009,
        "not valid"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"contacts","contacts":[{"name":{"first_name":"A"}}]}""",
        100,
        "formatted_name"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"reaction","reaction":{"emoji":"x"}}""",
        100,
        "message_id"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","type":"interactive","interactive":{"type":"button","body":{"text":"b"},"action":{"buttons":[]}}}""",
        131009,
        "not valid"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"+13055550141","context":{},"text":{"body":"x"}}""",
        100,
        "context['message_id']"
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","recipient":"US1234","text":{"body":"x"}}""",
        100,
        "Invalid parameter"
    )]
    [InlineData("""{"messaging_product":"whatsapp","status":"read"}""", 100, "message_id")]
    [InlineData(
        """{"messaging_product":"whatsapp","status":"read","message_id":"wamid.nonsense"}""",
        131009,
        "not valid"
    )]
    [InlineData("not json at all", 100, "(#100) The parameter messaging_product is required.")]
    public async Task What_is_wrong_with_a_request_is_said_in_metas_words(string body, int code, string words)
    {
        using var response = await host.Graph.PostAsync(
            $"v23.0/{SimulatorHost.NumberId}/messages",
            new StringContent(body, Encoding.UTF8, "application/json")
        );

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await JsonOf(response))["error"]!;
        error["code"]!.GetValue<int>().ShouldBe(code);
        error["message"]!.GetValue<string>().ShouldContain(words);
        error["type"]!.GetValue<string>().ShouldBe("OAuthException");
        error["fbtrace_id"]!.GetValue<string>().ShouldNotBeEmpty();
        response.Headers.WwwAuthenticate.ToString().ShouldStartWith("OAuth \"Facebook Platform\"");
    }

    [Theory]
    [InlineData(4096, HttpStatusCode.OK)]
    [InlineData(4097, HttpStatusCode.BadRequest)]
    public async Task A_text_has_at_most_4096_characters_however_many_bytes_they_take(
        int characters,
        HttpStatusCode expected
    )
    {
        using var response = await host.PostAsync(
            SimulatorHost.Text(string.Concat(Enumerable.Repeat("😀", characters)))
        );

        response.StatusCode.ShouldBe(expected);
        if (expected != HttpStatusCode.OK)
            (await JsonOf(response))["error"]!["message"]!
                .GetValue<string>()
                .ShouldBe("(#100) Param text['body'] must be at most 4096 characters long.");
    }

    [Theory]
    [InlineData(null, 104)]
    [InlineData("wrong", 190)]
    public async Task Without_a_token_that_is_known_nothing_is_sent(string? token, int code)
    {
        host.Graph.DefaultRequestHeaders.Authorization = token is null
            ? null
            : new AuthenticationHeaderValue("Bearer", token);

        using var response = await host.PostAsync(SimulatorHost.Text("Hello"));

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await JsonOf(response))["error"]!["code"]!.GetValue<int>().ShouldBe(code);
    }

    [Fact]
    public async Task A_token_expires_when_its_time_has_passed()
    {
        await host.AdminAsync(
            HttpMethod.Post,
            $"apps/{SimulatorHost.AppId}/tokens",
            new { value = "short-lived", expiresAt = host.Clock.GetUtcNow().AddHours(1) }
        );
        host.Graph.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "short-lived");
        await host.SendAsync(SimulatorHost.ConsentRequest());

        await host.AdminAsync(HttpMethod.Post, "clock", new { hours = 2 });

        using var response = await host.PostAsync(SimulatorHost.ConsentRequest());
        var error = (await JsonOf(response))["error"]!;
        error["code"]!.GetValue<int>().ShouldBe(190);
        error["error_subcode"]!.GetValue<int>().ShouldBe(463);
    }

    [Fact]
    public async Task A_token_without_the_permission_is_refused()
    {
        await host.AdminAsync(
            HttpMethod.Post,
            $"apps/{SimulatorHost.AppId}/tokens",
            new { value = "reader", scopes = new[] { "whatsapp_business_management" } }
        );
        host.Graph.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "reader");

        using var response = await host.PostAsync(SimulatorHost.Text("Hello"));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await JsonOf(response))["error"]!["code"]!.GetValue<int>().ShouldBe(10);
    }

    [Theory]
    [InlineData("v23.0/999/messages", 100, 33, "GraphMethodException")]
    [InlineData("v23.0/106540352242922/nonsense", 100, 33, "GraphMethodException")]
    [InlineData("v2.0/106540352242922/messages", 2635, null, "OAuthException")]
    [InlineData("v99.0/106540352242922/messages", 100, null, "OAuthException")]
    public async Task Unknown_versions_objects_and_edges_get_metas_errors(
        string path,
        int code,
        int? subcode,
        string type
    )
    {
        using var response = await host.Graph.PostAsync(
            path,
            new StringContent("{}", Encoding.UTF8, "application/json")
        );

        var error = (await JsonOf(response))["error"]!;
        error["code"]!.GetValue<int>().ShouldBe(code);
        ((int?)error["error_subcode"]).ShouldBe(subcode);
        error["type"]!.GetValue<string>().ShouldBe(type);
    }

    [Theory]
    [InlineData(SimulatorHost.NumberId, "+1 (305) 555-0141", "13055550141")]
    [InlineData(SimulatorHost.NumberId, "305 555 0141", "13055550141")]
    [InlineData(SimulatorHost.NumberId, "13055550141", "13055550141")]
    [InlineData(SimulatorHost.OtherNumberId, "(631) 555-1234", "916315551234")]
    [InlineData(SimulatorHost.OtherNumberId, "1 (631) 555-1234", "9116315551234")]
    [InlineData(SimulatorHost.NumberId, "+55 51 9 9123 4567", "555191234567")]
    [InlineData(SimulatorHost.NumberId, "+55 11 9123-4567", "5511991234567")]
    [InlineData(SimulatorHost.NumberId, "+52 55 1234 5678", "5215512345678")]
    [InlineData(SimulatorHost.NumberId, "+54 11 1234 5678", "5491112345678")]
    public async Task Numbers_are_read_as_meta_reads_them(string from, string to, string waId)
    {
        using var response = await host.PostAsync(SimulatorHost.ConsentRequest(to), from);

        var contact = (await JsonOf(response))["contacts"]![0]!;
        contact["input"]!.GetValue<string>().ShouldBe(to);
        contact["wa_id"]!.GetValue<string>().ShouldBe(waId);
    }

    [Fact]
    public async Task A_person_without_a_number_is_reached_by_user_id()
    {
        var noa = (await host.AdminAsync(HttpMethod.Get, "customers"))!
            .AsArray()
            .Single(customer => customer!["name"]!.GetValue<string>() == "Noa")!;
        var userId = noa["userId"]!.GetValue<string>();
        await host.TypeAsync("Hi", "noa");

        using var response = await host.PostAsync(
            new
            {
                messaging_product = "whatsapp",
                recipient = userId,
                text = new { body = "Hello Noa" },
            }
        );

        var answer = await JsonOf(response);
        answer["contacts"]![0]!.ToJsonString().ShouldBe($$"""{"input":"{{userId}}","user_id":"{{userId}}"}""");
        var sent = await host.Receiver.StatusAsync(answer["messages"]![0]!["id"]!.GetValue<string>(), "delivered");
        sent["statuses"]![0]!["recipient_id"].ShouldBeNull();
        sent["statuses"]![0]!["recipient_user_id"]!.GetValue<string>().ShouldBe(userId);
        sent["contacts"]![0]!["wa_id"].ShouldBeNull();
        sent["contacts"]![0]!["profile"]!["username"]!.GetValue<string>().ShouldBe("noa.writes");
    }

    [Fact]
    public async Task Marking_a_message_as_read_reads_the_earlier_ones_and_shows_typing()
    {
        await host.TypeAsync("one");
        var second = await host.TypeAsync("two");

        using var response = await host.PostAsync(
            new
            {
                messaging_product = "whatsapp",
                status = "read",
                message_id = second,
                typing_indicator = new { type = "text" },
            }
        );

        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"success":true}""");
        var chat = await ChatAsync();
        chat["typing"]!.GetValue<bool>().ShouldBeTrue();
        chat["messages"]!.AsArray().ShouldAllBe(message => message!["readAt"] != null);

        await host.AdminAsync(HttpMethod.Post, "clock", new { seconds = 26 });
        (await ChatAsync())["typing"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory]
    [InlineData("errorAnswer", HttpStatusCode.BadRequest)]
    [InlineData("htmlAnswer", HttpStatusCode.ServiceUnavailable)]
    public async Task A_chosen_fault_strikes_as_often_as_it_was_told_to(string kind, HttpStatusCode expected)
    {
        await host.AdminAsync(
            HttpMethod.Post,
            "faults",
            new
            {
                kind,
                code = 131056,
                recipient = SimulatorHost.Maria,
                times = 1,
            }
        );

        using (var struck = await host.PostAsync(SimulatorHost.ConsentRequest()))
            struck.StatusCode.ShouldBe(expected);
        await host.SendAsync(SimulatorHost.ConsentRequest());
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_message_sent_and_its_statuses_carry_the_callers_reference()
    {
        await host.TypeAsync("Hi");
        await host.AdminAsync(HttpMethod.Post, "faults", new { kind = "lostAnswer", times = 1 });

        await Should.ThrowAsync<HttpRequestException>(() =>
            host.PostAsync(SimulatorHost.Text("Did it go out?", callbackData: "outbox-7"))
        );

        // Statuses keep no order: the next one may be here first.
        await host.Receiver.ChangeAsync(value =>
            value["statuses"]?[0]?["biz_opaque_callback_data"]?.GetValue<string>() == "outbox-7"
            && value["statuses"]![0]!["status"]!.GetValue<string>() == "sent"
        );
    }

    [Fact]
    public async Task Numbers_and_accounts_answer_the_fields_that_are_asked_for()
    {
        var number = JsonNode.Parse(
            await host.Graph.GetStringAsync(
                $"v23.0/{SimulatorHost.NumberId}?fields=verified_name,throughput,health_status{{can_send_message}}"
            )
        )!;
        number.AsObject().Select(member => member.Key).ShouldBe(["verified_name", "throughput", "health_status", "id"]);
        number["throughput"]!["level"]!.GetValue<string>().ShouldBe("STANDARD");

        var list = JsonNode.Parse(await host.Graph.GetStringAsync($"{SimulatorHost.AccountId}/phone_numbers?limit=1"))!;
        list["data"]!.AsArray().Count.ShouldBe(1);
        var next = JsonNode.Parse(await host.Graph.GetStringAsync(list["paging"]!["next"]!.GetValue<string>()))!;
        next["data"]![0]!["id"]!.GetValue<string>().ShouldBe(SimulatorHost.OtherNumberId);

        var templates = JsonNode.Parse(
            await host.Graph.GetStringAsync($"{SimulatorHost.AccountId}/message_templates?name=consent_request")
        )!;
        templates["data"]![0]!["status"]!.GetValue<string>().ShouldBe("APPROVED");
    }

    [Fact]
    public async Task Every_call_is_kept_for_whoever_asks_what_was_sent()
    {
        await host.SendAsync(SimulatorHost.ConsentRequest());

        var call = (await host.AdminAsync(HttpMethod.Get, "calls"))!.AsArray().Single()!;
        call["path"]!.GetValue<string>().ShouldBe($"/v23.0/{SimulatorHost.NumberId}/messages");
        call["status"]!.GetValue<int>().ShouldBe(200);
        call["requestBody"]!.GetValue<string>().ShouldContain("consent_request");
        call.ToJsonString().ShouldNotContain(SimulatorHost.Token);
    }

    async Task<JsonNode> ChatAsync() =>
        (await host.AdminAsync(HttpMethod.Get, $"customers/{Uri.EscapeDataString(SimulatorHost.Maria)}/phone"))![
            "chats"
        ]![0]!;

    static async Task<JsonObject> JsonOf(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    /// <summary>User, direction byte and length of the key, read by the published description and not by the simulator's code.</summary>
    static (string User, int Direction, int KeyLength) Decode(string id)
    {
        id.ShouldStartWith("wamid.");
        var bytes = Convert.FromBase64String(id["wamid.".Length..]);
        bytes[..2].ShouldBe([0x1c, 0x18]);
        var end = 3 + bytes[2];
        bytes[end..(end + 3)].ShouldBe([0x15, 0x02, 0x00]);
        bytes[end + 4].ShouldBe((byte)0x18);
        var keyLength = bytes[end + 5];
        bytes.Length.ShouldBe(end + 6 + keyLength + 1);
        bytes[^1].ShouldBe((byte)0);
        Encoding.ASCII.GetString(bytes, end + 6, keyLength).ShouldMatch("^[0-9A-F]+$");
        return (Encoding.ASCII.GetString(bytes, 3, bytes[2]), bytes[end + 3], keyLength);
    }
}
