using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Demo;

namespace Trunkline.Tests.Conversations.Threads;

public sealed class QuoteTests(Talk talk) : IClassFixture<Talk>
{
    [Fact]
    public async Task A_quote_shows_nothing_that_the_thread_does_not_show()
    {
        var number = await talk.NumberOf(DemoPerson.Bo, shared: true);
        var phone = Talk.NewPhone();
        await talk.Restrict(DemoPerson.Bo, on: true);
        var unseen = await talk.Writes(number, phone, "Said to nobody", "wamid.unseen");
        unseen.Receipt.ShouldBe(Receipt.Restricted);
        await talk.Restrict(DemoPerson.Bo, on: false);
        await talk.Quotes(number, phone, "As I said before", "wamid.unseen");
        await talk.Writes(number, phone, "Said in the thread", "wamid.seen");
        var last = await talk.Quotes(number, phone, "As I said in it", "wamid.seen");
        using var bo = await talk.Enters(DemoPerson.Bo);

        var page = await bo.Open($"/app/conversations/{last.Conversation}");

        page.Text.ShouldContain("As I said before");
        page.Text.ShouldNotContain("Said to nobody");
        page.Document.QuerySelector(".bubble-quote").ShouldNotBeNull().TextContent.ShouldContain("Said in the thread");
    }
}
