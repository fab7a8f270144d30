using System.Globalization;
using System.Net;
using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Conversations.Threads;

/// <summary>How far behind somebody is.</summary>
public sealed class UnreadTests(Talk talk) : IClassFixture<Talk>
{
    [Theory]
    [InlineData(99, "99", 99)]
    [InlineData(100, "99+", 100)]
    [InlineData(120, "99+", 120)]
    public async Task From_a_hundred_on_a_conversation_says_only_that_there_is_more(int sent, string shown, int told)
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();

        await talk.WritesAtOnce(
            await talk.NumberOf(DemoPerson.Ana),
            phone,
            [.. Enumerable.Range(1, sent).Select(number => number.ToString(CultureInfo.InvariantCulture))]
        );

        var found = await ana.Api(HttpMethod.Get, $"/api/v1/conversations?q={phone}");
        found.Json.GetProperty("items")[0].GetProperty("unread").GetInt32().ShouldBe(told);
        var page = await ana.Open($"/app?q={phone}");
        page.Document.QuerySelector(".unread span")!.TextContent.ShouldBe(shown);
    }

    [Fact]
    public async Task What_waited_is_unread_to_whoever_had_read_everything_else()
    {
        await talk.Restrict(DemoPerson.Bo, on: false);
        var feature = await talk.WhatsApp();
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        var phone = Talk.NewPhone();
        var first = await talk.Writes(number, phone, "One");
        using var bo = await talk.Enters(DemoPerson.Bo);
        var address = $"/api/v1/conversations/{first.Conversation}";
        await bo.Api(HttpMethod.Post, $"{address}/read", new { });
        await talk.Set(DemoPerson.Bo, feature, on: false);
        (await talk.Writes(number, phone, "Two")).Receipt.ShouldBe(Receipt.Waiting);
        await talk.Writes(number, phone, "Three");
        await bo.Api(HttpMethod.Post, $"{address}/read", new { });

        await talk.Set(DemoPerson.Bo, feature, on: true);

        await Eventually.Value("what waited is unread", () => Unread(bo, address), unread => unread == 2);
        var page = await bo.Open($"/app/conversations/{first.Conversation}");
        page.Document.QuerySelector(".unread-divider")!.TextContent.ShouldBe("2 new");
        await bo.Api(HttpMethod.Post, $"{address}/read", new { });
        (await Unread(bo, address)).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_answers_has_read()
    {
        await talk.Restrict(DemoPerson.Ana, on: false);
        var received = await talk.Writes(await talk.NumberOf(DemoPerson.Ana), Talk.NewPhone(), "Are you there?");
        using var ana = await talk.Enters(DemoPerson.Ana);
        var address = $"/api/v1/conversations/{received.Conversation}";
        (await Unread(ana, address)).ShouldBe(1);

        var sent = await ana.Api(HttpMethod.Post, $"{address}/messages", new { text = "I am", clientId = "answer-1" });

        sent.Status.ShouldBe(HttpStatusCode.Created, sent.Text);
        (await Unread(ana, address)).ShouldBe(0);
        (await ana.Open("/app"))
            .Document.QuerySelector($"#conversation-{received.Conversation} .unread")
            .ShouldBeNull();
    }

    [Fact]
    public async Task The_page_says_in_how_many_conversations_there_is_something_unread()
    {
        await talk.Restrict(DemoPerson.Ana, on: false);
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var before = await Total(ana);
        var phone = Talk.NewPhone();
        var one = await talk.Writes(number, phone, "One");
        await talk.Writes(number, Talk.NewPhone(), "Another");

        (await Total(ana)).ShouldBe(before + 2);
        await ana.Api(HttpMethod.Post, $"/api/v1/conversations/{one.Conversation}/read", new { });

        (await Total(ana)).ShouldBe(before + 1);
        (await ana.Open("/app?filter=unread"))
            .Document.QuerySelector($"#conversation-{one.Conversation}")
            .ShouldBeNull();
        await talk.Writes(number, phone, "Once more");
        (await Total(ana)).ShouldBe(before + 2);
    }

    private static async Task<int> Total(Visitor visitor) =>
        int.Parse(
            (await visitor.Open("/app")).Document.QuerySelector("#unread-total")!.GetAttribute("data-unread-total")!,
            CultureInfo.InvariantCulture
        );

    private static async Task<int> Unread(Visitor visitor, string conversation) =>
        (await visitor.Api(HttpMethod.Get, conversation)).Json.GetProperty("unread").GetInt32();
}
