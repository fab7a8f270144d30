using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.TestKit.Demo;

namespace Trunkline.Tests.Conversations.Delivery;

/// <summary>A customer changes the number while news of what went to the old one is still on its way.</summary>
public sealed class MovedCustomerTests(Talk talk) : IClassFixture<Talk>
{
    [Fact]
    public async Task Late_news_of_what_went_to_the_old_number_does_not_bring_it_back()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var (before, after) = (Talk.NewPhone(), Talk.NewPhone());
        var received = await talk.Writes(number, before, "I will have another number soon");
        var address = $"/api/v1/conversations/{received.Conversation}/messages";
        var sent = await ana.Api(HttpMethod.Post, address, new { text = "Good to know" });
        Id.TryParse<MessageId>(sent.Json.GetProperty("id").GetString(), out var message).ShouldBeTrue(sent.Text);

        await talk.Moves(before, after);
        await talk.Report(
            message,
            DeliveryEvent.Delivered,
            failure: null,
            new CustomerIdentity(IdentityKind.ChannelPhone, before)
        );

        var names = await talk.Host.Database.Ask(
            $"SELECT value FROM conversations_identity WHERE valid_to IS NULL AND value IN ('{before}', '{after}')"
        );
        names.ShouldBe([after]);
    }
}
