using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Conversations.Sending;

public class SendMessageTests(Talk talk) : IClassFixture<Talk>
{
    [Fact]
    public async Task B3_A_double_submit_is_one_message()
    {
        using var cy = await talk.Enters(DemoPerson.Cy);
        var address = await Conversation(cy, "Marta Nowak") + "/messages";
        var body = new { text = "Your daughter is welcome.", clientId = "tapped-twice" };

        var first = await cy.Api(HttpMethod.Post, address, body);
        var second = await cy.Api(HttpMethod.Post, address, body);

        first.Status.ShouldBe(HttpStatusCode.Created, first.Text);
        second.Json.GetProperty("id").GetString().ShouldBe(first.Json.GetProperty("id").GetString());
        (await cy.Api(HttpMethod.Get, address)).Text.Split("Your daughter is welcome.").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_message_goes_out_once_and_its_ticks_follow_the_reports()
    {
        using var cy = await talk.Enters(DemoPerson.Cy);
        var address = await Conversation(cy, "Marta Nowak") + "/messages";

        var sent = await cy.Api(HttpMethod.Post, address, new { text = "The driving licence is enough." });

        Id.TryParse<MessageId>(sent.Json.GetProperty("id").GetString(), out var id).ShouldBeTrue(sent.Text);
        await CallsSaying("The driving licence is enough.", 1);
        await talk.Report(id, DeliveryEvent.Read);
        await talk.Report(id, DeliveryEvent.Sent);
        (await cy.Api(HttpMethod.Get, address))
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == id.ToString())
            .GetProperty("state")
            .GetString()
            .ShouldBe("read");
    }

    [Fact]
    public async Task E2_In_a_closed_window_text_is_refused_with_a_template_to_send_and_the_draft_given_back()
    {
        using var cy = await talk.Enters(DemoPerson.Cy);
        var address = await Conversation(cy, "Luís Pereira");

        var refused = await cy.Api(HttpMethod.Post, address + "/messages", new { text = "Any news?" });

        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Code.ShouldBe("window_closed");
        refused.Json.GetProperty("suggestion").GetProperty("template").GetString().ShouldBe("conversation_reopen");
        var page = await cy.Open(address.Replace("/api/v1", "/app", StringComparison.Ordinal));
        page.Offers("Send").ShouldBeFalse();
        page.Offers("Send a template").ShouldBeTrue();
        var preview = page.Document.QuerySelector(".template-preview blockquote")!.TextContent;
        var sent = await cy.Api(HttpMethod.Post, address + "/messages", new { template = "conversation_reopen" });
        sent.Status.ShouldBe(HttpStatusCode.Created, sent.Text);
        sent.Json.GetProperty("text").GetString().ShouldBe(preview);
    }

    [Fact]
    public async Task What_is_sent_with_the_id_of_something_else_is_refused_and_not_taken_for_it()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var received = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "Hi");
        var address = $"/api/v1/conversations/{received.Conversation}/messages";
        await ana.Api(HttpMethod.Post, address, new { text = "Good morning", clientId = "once" });

        var text = await ana.Api(HttpMethod.Post, address, new { text = "Good evening", clientId = "once" });
        var template = await ana.Api(
            HttpMethod.Post,
            address,
            new { template = "conversation_reopen", clientId = "once" }
        );

        text.Code.ShouldBe("other_text");
        template.Code.ShouldBe("other_text");
    }

    [Fact]
    public async Task Retry_is_a_new_message_and_only_once()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var number = await talk.NumberOf(DemoPerson.Ana);
        var received = await talk.Writes(number, Talk.NewPhone(), "Hi");
        var address = $"/api/v1/conversations/{received.Conversation}/messages";
        var failing = await ana.Api(HttpMethod.Post, address, new { text = "Does this arrive?" });
        Id.TryParse<MessageId>(failing.Json.GetProperty("id").GetString(), out var failed);
        await CallsSaying("Does this arrive?", 1);
        await talk.Report(failed, DeliveryEvent.Failed, new("131026", "It did not arrive.", null, MayRetry: true));
        (await ana.Open($"/app/conversations/{received.Conversation}")).Text.ShouldContain(
            "It did not arrive. (131026)"
        );

        var retried = await ana.Api(HttpMethod.Post, $"{address}/{failed}/retries");
        var again = await ana.Api(HttpMethod.Post, $"{address}/{failed}/retries");

        retried.Status.ShouldBe(HttpStatusCode.Created, retried.Text);
        retried.Json.GetProperty("id").GetString().ShouldNotBe(failed.ToString());
        retried.Json.GetProperty("retryOf").GetString().ShouldBe(failed.ToString());
        again.Code.ShouldBe("not_retryable");
        await CallsSaying("Does this arrive?", 2);
    }

    [Fact]
    public async Task What_would_fail_again_is_not_sent_again_whoever_asks()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var received = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "Hi");
        var address = $"/api/v1/conversations/{received.Conversation}/messages";
        var sent = await ana.Api(HttpMethod.Post, address, new { text = "To a number that is none" });
        Id.TryParse<MessageId>(sent.Json.GetProperty("id").GetString(), out var failed);
        await CallsSaying("To a number that is none", 1);
        await talk.Report(failed, DeliveryEvent.Failed, new("131026", "It did not arrive.", null, MayRetry: false));

        (await ana.Api(HttpMethod.Post, $"{address}/{failed}/retries")).Code.ShouldBe("not_retryable");
    }

    [Fact]
    public async Task Without_the_feature_nothing_can_be_sent_and_the_refusal_says_why()
    {
        var received = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "Hello");
        var feature = await talk.WhatsApp();
        using var ana = await talk.Enters(DemoPerson.Ana);
        await using var stream = await ana.Follow("/app/live");
        await talk.Set(DemoPerson.Ana, feature, on: false);
        await stream.NextSaying("refresh");

        var refused = await ana.Api(
            HttpMethod.Post,
            $"/api/v1/conversations/{received.Conversation}/messages",
            new { text = "Too late" }
        );

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Code.ShouldBe("feature_off");
        refused.Json.GetProperty("trace").GetArrayLength().ShouldBeGreaterThan(1);
        // When, but not by whom.
        refused.Json.GetProperty("trace").GetRawText().ShouldMatch(@"Off for this person, set on \d");
        var page = await ana.Open($"/app/conversations/{received.Conversation}");
        page.Text.ShouldContain("WhatsApp Messaging was turned off for you.");
        page.Text.ShouldContain("Why?");
        page.Text.ShouldContain("Hello");
        page.LinkTexts.ShouldNotContain("New message");
        page.Offers("Send").ShouldBeFalse();
        (await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + Talk.NewPhone() })).Code.ShouldBe(
            "feature_off"
        );

        await talk.Set(DemoPerson.Ana, feature, on: true);

        (await ana.Open($"/app/conversations/{received.Conversation}")).Offers("Send").ShouldBeTrue();
    }

    [Fact]
    public async Task A_new_message_by_hand_asks_first_and_a_second_one_opens_the_same_conversation()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = "+" + Talk.NewPhone();

        var thread = await (await ana.Open("/app/new")).Form("Send request").Fill("Phone number", phone).Submit();

        thread.Path.ShouldStartWith("/app/conversations/");
        thread.Text.ShouldContain("Consent asked");
        thread.Text.ShouldContain("to agree first");
        var again = await (await ana.Open("/app/new")).Form("Send request").Fill("Phone number", phone).Submit();
        again.Path.ShouldBe(thread.Path);
        var wrong = await (await ana.Open("/app/new")).Form("Send request").Fill("Phone number", "12345").Submit();
        ((int)wrong.Status).ShouldBe(422);
        wrong.Field("Phone number").GetAttribute("value").ShouldBe("12345");
    }

    [Fact]
    public async Task What_an_employee_calls_somebody_is_not_told_to_the_customer()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);

        var thread = await (await ana.Open("/app/new"))
            .Form("Send request")
            .Fill("Phone number", "+" + Talk.NewPhone())
            .Fill("Name (optional)", "Debtor Gomez")
            .Submit();

        var sent = await talk.Host.Database.Ask(
            $"SELECT text FROM conversations_message WHERE lower(conversation_id) = '{thread.Path.Split('/')[^1]}'"
        );
        sent.ShouldHaveSingleItem().ShouldNotContain("Debtor");
    }

    /// <summary>What really left for the provider.</summary>
    private async Task CallsSaying(string text, int count)
    {
        using var observer = talk.Host.Visitor();
        await Eventually.True(
            $"{count} calls say '{text}'",
            async () =>
                (await observer.Api(HttpMethod.Get, "/simulator/admin/calls"))
                    .Json.EnumerateArray()
                    .Count(call => call.GetRawText().Contains(text, StringComparison.Ordinal)) == count
        );
    }

    private static async Task<string> Conversation(Visitor visitor, string name)
    {
        var found = await visitor.Api(HttpMethod.Get, $"/api/v1/conversations?q={Uri.EscapeDataString(name)}");
        return "/api/v1/conversations/" + found.Json.GetProperty("items")[0].GetProperty("id").GetString();
    }
}
