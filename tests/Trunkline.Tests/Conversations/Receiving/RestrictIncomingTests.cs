using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Conversations.Receiving;

public class RestrictIncomingTests(Talk talk) : IClassFixture<Talk>
{
    [Fact]
    public async Task A_refused_first_message_is_recorded_answered_once_in_24_hours_and_never_shown()
    {
        await talk.Restrict(DemoPerson.Ana, on: true);
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();

        var first = await talk.Writes(number, phone, "Hello, I have a secret question");
        var second = await talk.Writes(number, phone, "Hello?");

        first.Receipt.ShouldBe(Receipt.Restricted);
        first.AutomaticReply.ShouldBeTrue();
        second.Receipt.ShouldBe(Receipt.Restricted);
        second.AutomaticReply.ShouldBeFalse();
        using var ana = await talk.Enters(DemoPerson.Ana);
        (await ana.Open("/app")).Text.ShouldNotContain("secret question");
        (await ana.Api(HttpMethod.Get, "/api/v1/conversations")).Text.ShouldNotContain("secret question");
        (await ana.Api(HttpMethod.Get, $"/api/v1/conversations/{first.Conversation}/messages")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        using var administrator = await talk.Enters(DemoPerson.Administrator);
        var organization = (await talk.Account(DemoPerson.Ana)).Organization;
        var page = await administrator.Open($"/portal/o/{organization}/reports/restricted-inbound");
        page.Text.ShouldContain(number.Display);
        page.Text.ShouldContain("2 from 1 customer");
        page.Text.ShouldNotContain("secret question");
    }

    [Fact]
    public async Task Whoever_asked_for_no_more_messages_gets_no_automatic_reply()
    {
        await using var meanwhile = await Talk.Alone();
        var (number, phone) = (await meanwhile.NumberOf(DemoPerson.Ana), Talk.NewPhone());
        await meanwhile.Writes(number, phone, "STOP");
        await meanwhile.Set(DemoPerson.Ana, await meanwhile.WhatsApp(), on: false);

        var kept = await meanwhile.Writes(number, phone, "Why do you not answer?");

        kept.Receipt.ShouldBe(Receipt.Waiting);
        kept.AutomaticReply.ShouldBeFalse();
        var other = await meanwhile.Writes(number, Talk.NewPhone(), "Is anybody there?");
        other.AutomaticReply.ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_the_employee_wrote_to_may_answer_with_the_first_yes()
    {
        await talk.Restrict(DemoPerson.Ana, on: true);
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        using var ana = await talk.Enters(DemoPerson.Ana);
        var started = await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + phone, name = "Nora" });
        started.Status.ShouldBe(HttpStatusCode.Created, started.Text);
        started.Json.GetProperty("consent").GetProperty("state").GetString().ShouldBe("requested");

        var answer = await talk.Writes(number, phone, "yes");

        answer.Receipt.ShouldBe(Receipt.Delivered);
        var conversation = await ana.Api(HttpMethod.Get, $"/api/v1/conversations/{answer.Conversation}");
        conversation.Json.GetProperty("consent").GetProperty("state").GetString().ShouldBe("granted");
        conversation.Json.GetProperty("unread").GetInt32().ShouldBe(1);
        (await ana.Open("/app")).Text.ShouldContain("Nora");
    }

    [Fact]
    public async Task A_conversation_from_before_the_restriction_continues()
    {
        await talk.Restrict(DemoPerson.Ana, on: false);
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        (await talk.Writes(number, phone, "Before")).Receipt.ShouldBe(Receipt.Delivered);

        await talk.Restrict(DemoPerson.Ana, on: true);

        (await talk.Writes(number, phone, "After")).Receipt.ShouldBe(Receipt.Delivered);
    }

    [Fact]
    public async Task Without_the_restriction_an_unknown_customer_reaches_the_employee_and_counts_as_agreed()
    {
        await talk.Restrict(DemoPerson.Ana, on: false);

        var received = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "Good morning");

        received.Receipt.ShouldBe(Receipt.Delivered);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var conversation = await ana.Api(HttpMethod.Get, $"/api/v1/conversations/{received.Conversation}");
        conversation.Json.GetProperty("consent").GetProperty("state").GetString().ShouldBe("granted");
        var page = await ana.Open($"/app/conversations/{received.Conversation}");
        page.Text.ShouldContain("Good morning");
        page.Document.QuerySelector(".thread-list")!.TextContent.ShouldContain("wrote first");
        page.Document.QuerySelector(".timeline")!.TextContent.ShouldContain("wrote first");
    }

    [Fact]
    public async Task A_first_message_at_a_shared_number_goes_to_the_front_desk_and_to_nobody_else()
    {
        await talk.Restrict(DemoPerson.Bo, on: false);

        var received = await talk.Writes(
            await talk.NumberOf(DemoPerson.Bo, shared: true),
            Talk.NewPhone(),
            "Anybody there?"
        );

        received.Receipt.ShouldBe(Receipt.Delivered);
        using var bo = await talk.Enters(DemoPerson.Bo);
        (await bo.Open("/app")).Text.ShouldContain("Anybody there?");
        using var ana = await talk.Enters(DemoPerson.Ana);
        (await ana.Open("/app")).Text.ShouldNotContain("Anybody there?");
        (await ana.Open($"/app/conversations/{received.Conversation}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task While_nobody_may_receive_a_message_waits_and_arrives_once_somebody_may()
    {
        await talk.Restrict(DemoPerson.Bo, on: false);
        var feature = await talk.WhatsApp();
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        var phone = Talk.NewPhone();
        await talk.Set(DemoPerson.Bo, feature, on: false);

        var first = await talk.Writes(number, phone, "I wait for you");
        var second = await talk.Writes(number, phone, "Still waiting");

        first.Receipt.ShouldBe(Receipt.Waiting);
        first.AutomaticReply.ShouldBeTrue();
        second.AutomaticReply.ShouldBeFalse();
        using var bo = await talk.Enters(DemoPerson.Bo);
        (await bo.Open("/app")).Text.ShouldNotContain("wait for you");

        await talk.Set(DemoPerson.Bo, feature, on: true);

        var page = await Eventually.Value(
            "what waited is delivered",
            () => bo.Open($"/app/conversations/{first.Conversation}"),
            opened => opened.Status is HttpStatusCode.OK
        );
        page.Text.ShouldContain("I wait for you");
        page.Text.ShouldContain("Still waiting");
    }

    [Fact]
    public async Task What_waits_arrives_also_behind_hundreds_of_messages_for_which_there_still_is_nobody()
    {
        await talk.Restrict(DemoPerson.Bo, on: false);
        var feature = await talk.WhatsApp();
        await talk.Set(DemoPerson.Ana, feature, on: false);
        await talk.Set(DemoPerson.Bo, feature, on: false);
        string[] texts = [.. Enumerable.Range(1, 201).Select(number => $"Message {number}")];
        await talk.WritesAtOnce(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), texts);
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        var last = await talk.Writes(number, Talk.NewPhone(), "The last in the queue");
        last.Receipt.ShouldBe(Receipt.Waiting);

        await talk.Set(DemoPerson.Bo, feature, on: true);

        using var bo = await talk.Enters(DemoPerson.Bo);
        var page = await Eventually.Value(
            "what waited is delivered",
            () => bo.Open($"/app/conversations/{last.Conversation}"),
            opened => opened.Status is HttpStatusCode.OK
        );
        page.Text.ShouldContain("The last in the queue");
        await talk.Set(DemoPerson.Ana, feature, on: true);
    }

    [Fact]
    public async Task What_came_to_a_suspended_employee_arrives_once_he_is_reactivated()
    {
        await talk.Restrict(DemoPerson.Ana, on: false);
        var account = await talk.Account(DemoPerson.Ana);
        using var administrator = await talk.Enters(DemoPerson.Administrator);
        var editor = $"/portal/o/{account.Organization}/accounts/{account.Id}/edit";
        await (await administrator.Open(editor)).Press("Suspend");
        var waiting = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "When are you back?");
        waiting.Receipt.ShouldBe(Receipt.Waiting);

        await (await administrator.Open(editor)).Press("Reactivate");

        using var ana = await talk.Enters(DemoPerson.Ana);
        var page = await Eventually.Value(
            "what waited is delivered",
            () => ana.Open($"/app/conversations/{waiting.Conversation}"),
            opened => opened.Status is HttpStatusCode.OK
        );
        page.Text.ShouldContain("When are you back?");
    }
}
