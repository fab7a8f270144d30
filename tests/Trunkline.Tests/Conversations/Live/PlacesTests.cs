using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Live;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Conversations.Live;

/// <summary>On an open page a message appears where it would stand if the page were loaded now.</summary>
public sealed class PlacesTests : IClassFixture<Talk>
{
    private readonly Talk talk;

    // At noon: no message of a test is of another day than the one after it.
    public PlacesTests(Talk talk)
    {
        this.talk = talk;
        var now = talk.Host.Clock.GetUtcNow().UtcDateTime;
        if (now.Hour is < 12 or > 18)
            talk.Host.Clock.MoveForward(now.Date.AddHours(now.Hour < 12 ? 12 : 36) - now);
    }

    [Fact]
    public async Task A_message_that_came_late_appears_before_the_one_that_overtook_it()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        await talk.Writes(number, phone, "Good morning", ago: TimeSpan.FromMinutes(9));
        var overtook = await talk.Writes(number, phone, "Are you there?");
        await using var live = await LiveStream.Open(ana.Http, "/app/live");

        await talk.Writes(number, phone, "I have a question", ago: TimeSpan.FromMinutes(5));

        var shown = (await live.NextSaying("I have a question")).Data;
        shown.ShouldContain($"action=\"before\" target=\"message-{overtook.Message}\"");
        shown.ShouldContain($"action=\"replace\" target=\"message-{overtook.Message}\"");
        shown.ShouldNotContain("action=\"append\"");
    }

    [Fact]
    public async Task Those_that_came_late_together_all_appear_before_the_one_that_overtook_them()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var overtook = await talk.Writes(number, phone, "Are you there?");
        await using var live = await LiveStream.Open(ana.Http, "/app/live");

        await talk.WritesAtOnce(number, phone, TimeSpan.FromMinutes(5), "one question", "another question");

        foreach (var text in new[] { "one question", "another question" })
            (await live.NextSaying(text)).Data.ShouldContain(
                $"action=\"before\" target=\"message-{overtook.Message}\""
            );
    }

    [Fact]
    public async Task One_of_the_day_before_appears_before_the_one_that_overtook_it_and_the_page_draws_the_days()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var overtook = await talk.Writes(number, phone, "Are you there?");
        await using var live = await LiveStream.Open(ana.Http, "/app/live");

        await talk.Writes(number, phone, "Good evening", ago: TimeSpan.FromHours(24));

        var told = (await live.NextSaying("Good evening")).Data;
        told.ShouldContain($"action=\"before\" target=\"message-{overtook.Message}\"");
        told.ShouldNotContain("class=\"day\"");
    }

    [Fact]
    public async Task What_the_product_answers_by_itself_appears_after_what_it_answers()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + phone });
        await using var live = await LiveStream.Open(ana.Http, "/app/live");

        await talk.Writes(number, phone, "yes");

        (await live.NextSaying(">yes<")).Data.ShouldContain("action=\"append\"");
        var answer = (await live.NextSaying("can write to you here now")).Data;
        answer.ShouldContain("action=\"append\"");
    }

    [Fact]
    public async Task Where_a_message_failed_nobody_is_offered_to_repeat_it_once_somebody_has()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var received = await talk.Writes(number, Talk.NewPhone(), "Hello");
        var address = $"/api/v1/conversations/{received.Conversation}/messages";
        var sent = await ana.Api(HttpMethod.Post, address, new { text = "Not yet" });
        Id.TryParse<MessageId>(sent.Json.GetProperty("id").GetString(), out var failed).ShouldBeTrue(sent.Text);
        await Eventually.True(
            "WhatsApp took it",
            async () =>
                (await talk.Host.Database.Ask("SELECT provider_id FROM conversations_message WHERE text = 'Not yet'"))[
                    0
                ] != ""
        );
        await talk.Report(failed, DeliveryEvent.Failed, new("131026", "It did not arrive.", null, MayRetry: true));
        await using var live = await LiveStream.Open(ana.Http, "/app/live");

        var again = await ana.Api(HttpMethod.Post, $"{address}/{failed}/retries");

        again.Status.ShouldBe(HttpStatusCode.Created, again.Text);
        var shown = (await live.NextSaying("It did not arrive.")).Data;
        shown.ShouldContain($"action=\"replace\" target=\"message-{failed}\"");
        shown.ShouldNotContain("/retries");
    }

    [Fact]
    public async Task A_page_of_older_messages_is_no_place_for_new_ones()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        await talk.Writes(number, phone, "first");
        var second = await talk.Writes(number, phone, "second");
        var address = $"/app/conversations/{second.Conversation}";

        var newest = (await ana.Open(address)).Document;
        var older = (await ana.Open($"{address}?before={second.Message}")).Document;

        newest.GetElementById($"messages-{second.Conversation}").ShouldNotBeNull();
        newest.QuerySelector("[data-controller=read]").ShouldNotBeNull();
        older.Body!.TextContent.ShouldContain("first");
        older.GetElementById($"messages-{second.Conversation}").ShouldBeNull();
        older.QuerySelector("[data-controller=read]").ShouldBeNull();
    }
}
