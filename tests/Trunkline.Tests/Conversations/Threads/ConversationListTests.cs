using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.TestKit.Demo;

namespace Trunkline.Tests.Conversations.Threads;

public sealed class ConversationListTests(Talk talk) : IClassFixture<Talk>
{
    [Theory]
    [InlineData("Søren Østergaard", "Østergaard")]
    [InlineData("Иван Петров", "Иван")]
    [InlineData("Ana Muñoz", "MUÑOZ")]
    public async Task A_name_is_found_as_it_is_written_whatever_its_letters(string name, string sought)
    {
        using var ana = await talk.Enters(DemoPerson.Ana);
        await ana.Api(HttpMethod.Post, "/api/v1/conversations", new { to = "+" + Talk.NewPhone(), name });

        var found = await ana.Api(HttpMethod.Get, $"/api/v1/conversations?q={Uri.EscapeDataString(sought)}");

        found.Json.GetProperty("items").GetArrayLength().ShouldBe(1, found.Text);
    }

    [Fact]
    public async Task A_page_of_older_messages_leads_back_and_nothing_is_written_there()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        await talk.WritesAtOnce(number, phone, [.. Enumerable.Range(1, 70).Select(line => $"Parcel {line:00}")]);
        var last = await talk.Writes(number, phone, "That is all");
        using var ana = await talk.Enters(DemoPerson.Ana);
        var newest = await ana.Open($"/app/conversations/{last.Conversation}");

        var older = await newest.Follow("Load older messages");

        newest.Text.ShouldNotContain("Parcel 01");
        older.Text.ShouldContain("Parcel 01");
        older.Offers("Send").ShouldBeFalse();
        (await older.Follow("To the newest messages")).Offers("Send").ShouldBeTrue();
    }

    [Fact]
    public void What_a_colleague_wrote_is_not_shown_as_ones_own()
    {
        var (ana, bo) = (
            Id.New<Trunkline.Accounts.Contracts.AccountId>(),
            Id.New<Trunkline.Accounts.Contracts.AccountId>()
        );
        var last = new LastMessage(
            MessageDirection.Outgoing,
            MessageKind.Text,
            "Good morning",
            null,
            MessageState.Sent,
            Revoked: false,
            bo
        );

        RowText.Preview(last, bo).ShouldBe("You: Good morning");
        RowText.Preview(last, ana).ShouldBe("Colleague: Good morning");
    }

    [Fact]
    public async Task What_the_customer_deleted_is_not_given_out_in_the_list_either()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        var deleted = await talk.Writes(number, phone, "My card number is secret", "wamid.card");
        await talk.Brings(
            number,
            new IncomingContent.Revoked("wamid.card"),
            null,
            new CustomerIdentity(IdentityKind.ChannelPhone, phone)
        );
        using var ana = await talk.Enters(DemoPerson.Ana);

        var conversation = await ana.Api(HttpMethod.Get, $"/api/v1/conversations/{deleted.Conversation}");

        conversation.Text.ShouldNotContain("My card number");
    }
}
