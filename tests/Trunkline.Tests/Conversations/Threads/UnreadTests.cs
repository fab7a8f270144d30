using System.Globalization;
using Trunkline.TestKit.Demo;

namespace Trunkline.Tests.Conversations.Threads;

/// <summary>How far behind somebody is, is counted as far as it matters.</summary>
public sealed class UnreadTests(Talk talk) : IClassFixture<Talk>
{
    [Theory]
    [InlineData(99, "99", 99)]
    [InlineData(100, "99+", 100)]
    [InlineData(120, "99+", 100)]
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
}
