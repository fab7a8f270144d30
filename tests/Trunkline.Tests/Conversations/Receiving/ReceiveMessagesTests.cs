using Trunkline.Conversations.Contracts;
using Trunkline.TestKit.Demo;

namespace Trunkline.Tests.Conversations.Receiving;

public class ReceiveMessagesTests(Talk talk) : IClassFixture<Talk>
{
    [Fact]
    public async Task A_repeated_delivery_is_the_same_message()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();

        var first = await talk.Writes(number, phone, "Once", "wamid.once");
        var again = await talk.Writes(number, phone, "Once", "wamid.once");

        again.Receipt.ShouldBe(Receipt.Duplicate);
        again.Message.ShouldBe(first.Message);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var messages = await ana.Api(HttpMethod.Get, $"/api/v1/conversations/{first.Conversation}/messages");
        messages.Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task D1_A_Brazilian_number_with_and_without_the_ninth_digit_is_one_customer()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);

        var with = await talk.Writes(number, "5511987650001", "Oi");
        var without = await talk.Writes(number, "551187650001", "Oi de novo");

        without.Conversation.ShouldBe(with.Conversation);
    }

    [Fact]
    public async Task A_customer_without_a_number_has_a_thread_and_can_be_answered()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var received = await talk.Brings(
            number,
            new IncomingContent.Text("Hi, no number here"),
            null,
            new CustomerIdentity(IdentityKind.UserId, "US.13491208655302749999")
        );
        using var ana = await talk.Enters(DemoPerson.Ana);

        var sent = await ana.Api(
            HttpMethod.Post,
            $"/api/v1/conversations/{received.Conversation}/messages",
            new { text = "Hello all the same" }
        );

        ((int)sent.Status).ShouldBe(201, sent.Text);
        (await ana.Open($"/app/conversations/{received.Conversation}")).Text.ShouldContain("Phone hidden by customer");
    }

    [Fact]
    public async Task The_user_id_that_comes_with_a_known_number_leads_to_the_same_customer_later()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var user = new CustomerIdentity(IdentityKind.UserId, "US.13491208655302748888");
        var first = await talk.Brings(
            number,
            new IncomingContent.Text("With both"),
            null,
            new CustomerIdentity(IdentityKind.Phone, "+" + phone),
            user
        );

        var second = await talk.Brings(number, new IncomingContent.Text("Without the number"), null, user);

        second.Conversation.ShouldBe(first.Conversation);
    }

    [Fact]
    public async Task No_closes_the_conversation_and_a_later_yes_opens_it_again()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        using var ana = await talk.Enters(DemoPerson.Ana);
        var started = await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + phone });
        var address = $"/api/v1/conversations/{started.Json.GetProperty("id").GetString()}";

        await talk.Writes(number, phone, "no");

        (await ana.Api(HttpMethod.Post, $"{address}/messages", new { text = "But" })).Code.ShouldBe("consent_declined");
        (await ana.Api(HttpMethod.Post, $"{address}/consent-requests")).Code.ShouldBe("consent_declined");

        await talk.Writes(number, phone, "YES");

        ((int)(await ana.Api(HttpMethod.Post, $"{address}/messages", new { text = "Thank you" })).Status).ShouldBe(201);
    }

    [Fact]
    public async Task Another_answer_brings_one_fresh_request()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        using var ana = await talk.Enters(DemoPerson.Ana);
        var started = await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + phone });
        var address = $"/api/v1/conversations/{started.Json.GetProperty("id").GetString()}/messages";

        await talk.Writes(number, phone, "Who are you?");
        await talk.Writes(number, phone, "And why?");

        var messages = (await ana.Api(HttpMethod.Get, address)).Json.GetProperty("items").EnumerateArray().ToList();
        messages.Count(one => one.GetProperty("kind").GetString() == "template").ShouldBe(2);
        (await ana.Api(HttpMethod.Post, address, new { text = "Hello" })).Code.ShouldBe("consent_pending");
    }

    [Fact]
    public async Task What_is_not_supported_is_shown_as_such_and_edits_and_deletions_change_the_message_itself()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var who = new CustomerIdentity(IdentityKind.Phone, "+" + phone);
        var first = await talk.Writes(number, phone, "At thre", "wamid.edited");
        await talk.Brings(number, new IncomingContent.Edited("wamid.edited", "At three"), null, who);
        await talk.Writes(number, phone, "Never mind", "wamid.gone");
        await talk.Brings(number, new IncomingContent.Revoked("wamid.gone"), null, who);
        await talk.Brings(number, new IncomingContent.Unsupported("poll"), null, who);
        using var ana = await talk.Enters(DemoPerson.Ana);

        var page = await ana.Open($"/app/conversations/{first.Conversation}");

        page.Text.ShouldContain("At three");
        page.Text.ShouldContain("Edited");
        page.Text.ShouldNotContain("Never mind");
        page.Text.ShouldContain("The customer deleted this message.");
        page.Text.ShouldContain("Unsupported message (poll).");
    }

    [Fact]
    public async Task E4_What_overtakes_the_message_that_it_changes_counts_when_that_comes()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var who = new CustomerIdentity(IdentityKind.Phone, "+" + phone);
        await talk.Brings(number, new IncomingContent.Revoked("wamid.gone-before"), null, who);
        await talk.Brings(number, new IncomingContent.Edited("wamid.edited-before", "At five"), null, who);
        await talk.Brings(
            number,
            new IncomingContent.Edited("wamid.edited-before", "At four"),
            null,
            TimeSpan.FromMinutes(1),
            who
        );
        await talk.Brings(number, new IncomingContent.Reaction("wamid.liked-before", "\u2764"), null, who);

        var first = await talk.Writes(number, phone, "Never mind", "wamid.gone-before", TimeSpan.FromMinutes(3));
        await talk.Writes(number, phone, "At three", "wamid.edited-before", TimeSpan.FromMinutes(3));
        await talk.Writes(number, phone, "Thanks", "wamid.liked-before", TimeSpan.FromMinutes(3));

        using var ana = await talk.Enters(DemoPerson.Ana);
        var page = await ana.Open($"/app/conversations/{first.Conversation}");
        page.Text.ShouldNotContain("Never mind");
        page.Text.ShouldContain("The customer deleted this message.");
        page.Text.ShouldNotContain("At three");
        page.Text.ShouldNotContain("At four");
        page.Text.ShouldContain("At five");
        page.Text.ShouldContain("Thanks\u2764 reaction of the customer");
        (await talk.Host.Database.Ask("SELECT COUNT(*) FROM conversations_message WHERE awaits IS NOT NULL")).ShouldBe([
            "0",
        ]);
    }
}
