using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Live;

namespace Trunkline.Tests.Conversations.Live;

public class DetailsTests(Talk talk) : IClassFixture<Talk>
{
    [Fact]
    public async Task What_consent_came_to_is_told_to_whoever_has_the_details_open()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        await using var live = await LiveStream.Open(ana.Http, "/app/live");
        var phone = Talk.NewPhone();

        var conversation = (await talk.Writes(number, phone, "Good morning")).Conversation;
        var first = await live.NextSaying($"target=\"details-{conversation}\"");
        await talk.Writes(number, phone, "How are you?");
        var second = await live.NextSaying("How are you?");
        await talk.Writes(number, phone, "STOP");
        var third = await live.NextSaying($"target=\"details-{conversation}\"");

        first.Data.ShouldContain("wrote first");
        second.Data.ShouldNotContain("details-");
        third.Data.ShouldContain("wrote first");
        third.Data.ShouldContain("ended the messages");
    }
}
