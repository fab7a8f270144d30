using Trunkline.Conversations.Contracts;
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

    [Fact]
    public async Task A_request_that_did_not_arrive_can_be_repeated_on_the_open_page()
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        await using var live = await LiveStream.Open(ana.Http, "/app/live");
        var started = await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + Talk.NewPhone() });
        var conversation = started.Json.GetProperty("id").GetString()!;
        await live.NextSaying("Consent asked");
        var request = (
            await talk.Host.Database.Ask(
                $"SELECT id FROM conversations_message WHERE conversation_id = '{conversation.ToUpperInvariant()}'"
            )
        ).Single();

        await talk.Report(
            new MessageId(Guid.Parse(request)),
            DeliveryEvent.Failed,
            new("131026", "It did not arrive.", null, MayRetry: false)
        );

        var told = await live.NextSaying("The request did not reach");
        told.Data.ShouldContain($"zone-{conversation}");
        told.Data.ShouldContain("Send request");
    }
}
