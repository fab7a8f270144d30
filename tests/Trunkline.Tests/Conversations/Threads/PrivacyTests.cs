using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Conversations.Threads;

public class PrivacyTests(Talk talk) : IClassFixture<Talk>
{
    [Fact]
    public async Task Nobody_lists_searches_counts_or_fetches_the_conversations_of_a_colleague()
    {
        var received = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "Only for Ana");
        var id = received.Conversation;
        using var bo = await talk.Enters(DemoPerson.Bo);

        (await bo.Api(HttpMethod.Get, "/api/v1/conversations")).Text.ShouldNotContain("Only for Ana");
        (await bo.Api(HttpMethod.Get, "/api/v1/conversations?q=1786"))
            .Json.GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0);
        (await bo.Open("/app"))
            .Document.QuerySelector("[data-unread-total]")!
            .GetAttribute("data-unread-total")
            .ShouldBe("0");
        foreach (
            var answer in new[]
            {
                await bo.Api(HttpMethod.Get, $"/api/v1/conversations/{id}"),
                await bo.Api(HttpMethod.Get, $"/api/v1/conversations/{id}/messages"),
                await bo.Api(HttpMethod.Post, $"/api/v1/conversations/{id}/messages", new { text = "Hello" }),
                await bo.Api(HttpMethod.Post, $"/api/v1/conversations/{id}/read"),
                await bo.Api(HttpMethod.Post, $"/api/v1/conversations/{id}/consent-requests"),
                await bo.Api(HttpMethod.Post, $"/api/v1/conversations/{id}/messages/{received.Message}/retries"),
            }
        )
        {
            answer.Status.ShouldBe(HttpStatusCode.NotFound);
            answer.Code.ShouldBe("not_found");
        }
        (await bo.Open($"/app/conversations/{id}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_message_that_is_deleted_brings_nobody_to_what_was_said_before()
    {
        await using var meanwhile = await Talk.Alone();
        var (number, phone) = (await meanwhile.NumberOf(DemoPerson.Bo, shared: true), Talk.NewPhone());
        await meanwhile.Writes(number, phone, "A word too much", id: "wamid.too.much");
        var kept = await meanwhile.Writes(number, phone, "Only for Bo");
        using var admin = await meanwhile.Enters(DemoPerson.WhatsAppAdministrator);
        var organization = (await meanwhile.Account(DemoPerson.Bo)).Organization;
        var page = await admin.Open($"/portal/o/{organization}/setup/whatsapp-numbers/{number.Id}");
        await page.Form("Save").Untick("Bo Chen").Tick("Ana Ruiz").Submit();
        await meanwhile.Set(DemoPerson.Bo, await meanwhile.WhatsApp(), on: false);
        await meanwhile.Brings(
            number,
            new IncomingContent.Revoked("wamid.too.much"),
            null,
            new CustomerIdentity(IdentityKind.ChannelPhone, phone)
        );

        using var ana = await meanwhile.Enters(DemoPerson.Ana);
        (await ana.Api(HttpMethod.Get, $"/api/v1/conversations/{kept.Conversation}")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await ana.Open("/app")).Text.ShouldNotContain("Only for Bo");
    }

    [Fact]
    public async Task Contacts_are_their_owners_own()
    {
        using var bo = await talk.Enters(DemoPerson.Bo);
        using var ana = await talk.Enters(DemoPerson.Ana);

        (await bo.Open("/app/new")).Text.ShouldNotContain("James Carter");
        (await ana.Open("/app/new")).Text.ShouldContain("James Carter");
    }

    [Fact]
    public async Task Reading_a_conversation_makes_it_read_on_every_device()
    {
        var received = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "Read me");
        using var ana = await talk.Enters(DemoPerson.Ana);
        await using var stream = await ana.Follow("/app/live");
        var address = $"/api/v1/conversations/{received.Conversation}";
        (await ana.Api(HttpMethod.Get, address)).Json.GetProperty("unread").GetInt32().ShouldBe(1);

        (await ana.Api(HttpMethod.Post, address + "/read")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await ana.Api(HttpMethod.Get, address)).Json.GetProperty("unread").GetInt32().ShouldBe(0);
        (await stream.NextSaying("unread-total")).Data.ShouldContain($"conversation-{received.Conversation}");
    }

    [Fact]
    public async Task A_new_message_arrives_on_the_open_page_with_the_row_and_the_count()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        await using var stream = await ana.Follow("/app/live");

        var received = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "Live from the phone");

        var told = await stream.NextSaying("Live from the phone");
        told.Data.ShouldContain($"messages-{received.Conversation}");
        told.Data.ShouldContain($"message-{received.Message}");
        told.Data.ShouldContain("target=\"conversations\"");
        told.Data.ShouldContain("data-unread-total");
    }

    [Fact]
    public async Task What_came_while_the_page_slept_is_shown_together_each_in_its_place()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var slept = await LastEventOf(ana);
        var (number, phone) = (await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone());

        // The first shows a line about consent, so that none joins it; the other two stand together.
        var first = await talk.Writes(number, phone, "One of three");
        var second = await talk.Writes(number, phone, "Two of three");
        var other = await talk.Writes(number, Talk.NewPhone(), "From somebody else");
        await talk.Writes(number, phone, "Three of three");

        await using var stream = await ana.Follow("/app/live", slept);
        var shown = new List<string>();
        while (shown.Count < 4)
            shown.Add((await stream.Next()).Data);
        foreach (var (html, came) in shown.Zip([first, second, other, first]))
            html.ShouldContain($"append\" target=\"messages-{came.Conversation}");
        foreach (var (html, words) in shown.Zip(["One of", "Two of", "somebody else", "Three of"]))
            html.ShouldContain(words);
        shown[1].ShouldContain("class=\"bubble-row in first\"");
        shown[3].ShouldContain("class=\"bubble-row in \"");
        shown[3].ShouldNotContain("somebody");
    }

    private static async Task<string?> LastEventOf(Visitor person)
    {
        await using var stream = await person.Follow("/app/live");
        return stream.LastEventId;
    }
}
