using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.Tests.Conversations.Sending;

/// <summary>A day passes in each of these, so each has a host of its own.</summary>
public class PassingDayTests
{
    [Fact]
    public async Task A_window_that_closes_while_one_writes_gives_the_text_back()
    {
        await using var talk = await Talk.Alone();
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        var received = await talk.Writes(number, Talk.NewPhone(), "Hello");
        using var bo = await talk.Enters(DemoPerson.Bo);
        var page = await bo.Open($"/app/conversations/{received.Conversation}");
        var form = page.Form("Send")
            .Fill(page.Document.QuerySelector("textarea")!.GetAttribute("aria-label")!, "Half a thought");
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(25));

        var answer = await form.Submit();

        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        answer.Text.ShouldContain("Half a thought");
        answer.Offers("Send a template").ShouldBeTrue();
    }

    [Fact]
    public async Task Where_WhatsApp_wants_a_day_of_patience_the_template_is_not_sent_again_before()
    {
        await using var talk = await Talk.Alone();
        var clock = talk.Host.Clock;
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        var conversation = (await talk.Writes(number, Talk.NewPhone(), "Hello")).Conversation;
        using var bo = await talk.Enters(DemoPerson.Bo);
        clock.MoveForward(TimeSpan.FromHours(25));
        var address = $"/api/v1/conversations/{conversation}/messages";
        var reopen = new { template = MessageTemplate.ConversationReopenName };
        var sent = await bo.Api(HttpMethod.Post, address, reopen);
        var message = new MessageId(Guid.Parse(sent.Json.GetProperty("id").GetString()!));
        await talk.Report(message, DeliveryEvent.Failed, SendErrors.Failure(131049, null));

        var again = await bo.Api(HttpMethod.Post, address, reopen);

        again.Code.ShouldBe("template_too_soon");
        again.Json.TryGetProperty("sendableAt", out _).ShouldBeTrue();
        var page = await bo.Open($"/app/conversations/{conversation}");
        page.Text.ShouldContain("You can send it again from");
        page.Offers("Send a template").ShouldBeFalse();
        clock.MoveForward(TimeSpan.FromHours(24));
        (await bo.Api(HttpMethod.Post, address, reopen)).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(131049)]
    [InlineData(131050)]
    public async Task Where_WhatsApp_wants_a_day_of_patience_the_customer_is_not_asked_again_before(int code)
    {
        await using var talk = await Talk.Alone();
        using var cy = await talk.Enters(DemoPerson.Cy);
        var phone = Talk.NewPhone();
        var started = await cy.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + phone });
        var conversation = started.Json.GetProperty("id").GetString();
        var request = (
            await talk.Host.Database.Ask(
                $"SELECT consent_request_id FROM conversations_conversation WHERE lower(id) = '{conversation}'"
            )
        )[0];
        var refused = SendErrors.Failure(code, null);
        await talk.Report(new MessageId(Guid.Parse(request)), DeliveryEvent.Failed, refused);
        var address = $"/api/v1/conversations/{conversation}/consent-requests";

        (await cy.Api(HttpMethod.Post, address)).Code.ShouldBe("consent_pending");
        // Nor by the product itself, when the customer says something that is no answer.
        await talk.Writes(await talk.NumberOf(DemoPerson.Cy), phone, "Who is this?");
        (
            await talk.Host.Database.Ask(
                $"SELECT COUNT(*) FROM conversations_message WHERE kind = 'Template' AND lower(conversation_id) = '{conversation}'"
            )
        ).ShouldBe(["1"]);

        (await cy.Open($"/app/conversations/{conversation}")).Text.ShouldContain(
            "WhatsApp did not deliver the request"
        );
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(24));
        (await cy.Api(HttpMethod.Post, address)).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_silent_customer_may_be_asked_again_after_24_hours_and_not_before()
    {
        await using var talk = await Talk.Alone();
        using var cy = await talk.Enters(DemoPerson.Cy);
        var address = await Conversation(cy, "Henrik Larsen") + "/consent-requests";

        var early = await cy.Api(HttpMethod.Post, address);

        early.Code.ShouldBe("consent_pending");
        early.Json.TryGetProperty("requestableAt", out _).ShouldBeTrue();
        talk.Host.Clock.MoveForward(TimeSpan.FromHours(24));
        (await cy.Api(HttpMethod.Post, address)).Status.ShouldBe(HttpStatusCode.Created);
    }

    private static async Task<string> Conversation(Visitor visitor, string name)
    {
        var found = await visitor.Api(HttpMethod.Get, $"/api/v1/conversations?q={Uri.EscapeDataString(name)}");
        return "/api/v1/conversations/" + found.Json.GetProperty("items")[0].GetProperty("id").GetString();
    }
}
