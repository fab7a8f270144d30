using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Platform;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Live;

namespace Trunkline.Tests.Conversations.Live;

/// <summary>Updates that are told together show each part of the page once, and nothing less than they would one by one.</summary>
public sealed class UpdatesTogetherTests(Talk talk) : IClassFixture<Talk>
{
    private readonly ConversationId one = Id.New<ConversationId>();
    private readonly ConversationId other = Id.New<ConversationId>();
    private readonly MessageId first = Id.New<MessageId>();
    private readonly MessageId second = Id.New<MessageId>();

    [Fact]
    public async Task Of_messages_that_arrive_together_each_is_shown_and_the_last_brings_the_conversation_up()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        var phone = Talk.NewPhone();
        await talk.Writes(number, phone, "Good morning");
        await using var live = await LiveStream.Open(ana.Http, "/app/live");

        await talk.WritesAtOnce(number, phone, "I have a question", "about my account", "Are you there?");

        foreach (var text in new[] { "I have a question", "about my account" })
        {
            var shown = (await live.NextSaying(text)).Data;
            shown.ShouldContain("action=\"append\"");
            shown.ShouldNotContain("target=\"conversations\"");
            shown.ShouldNotContain("target=\"unread-total\"");
        }
        var last = (await live.NextSaying("Are you there?")).Data;
        last.ShouldContain("action=\"append\"");
        last.ShouldContain("action=\"to-top\" target=\"conversations\"");
        last.ShouldContain("target=\"unread-total\"");
        last.ShouldContain("<span>4</span>");
    }

    [Fact]
    public async Task How_many_conversations_are_unread_is_shown_once_for_all_that_are_told_together()
    {
        var number = await talk.NumberOf(DemoPerson.Ana);
        using var ana = await talk.Enters(DemoPerson.Ana);
        string[] phones = [Talk.NewPhone(), Talk.NewPhone()];
        await using var live = await LiveStream.Open(ana.Http, "/app/live");

        await talk.WritesAtOnce(number, phones.Select(phone => (phone, $"Is this {phone}?")));

        var earlier = (await live.NextSaying($"Is this {phones[0]}?")).Data;
        var later = (await live.NextSaying($"Is this {phones[1]}?")).Data;
        earlier.ShouldNotContain("target=\"unread-total\"");
        later.ShouldContain("target=\"unread-total\"");
    }

    [Fact]
    public void Each_conversation_is_shown_with_its_newest_message_even_if_an_older_one_is_read_afterwards() =>
        UpdateParts
            .Of([New(one, first), New(other, Id.New<MessageId>()), New(one, second), Changed(one, first), new(other)])
            .Select(parts => parts.Conversation)
            .ShouldBe([false, true, true, false, false]);

    [Fact]
    public void Without_a_new_message_a_conversation_is_shown_with_the_last_of_its_updates() =>
        UpdateParts
            .Of([new(one), Changed(one, first), new(other), Changed(one, second)])
            .Select(parts => parts.Conversation)
            .ShouldBe([false, false, true, true]);

    [Fact]
    public void A_message_is_shown_where_it_came_and_one_that_changed_with_its_last_change() =>
        UpdateParts
            .Of([Changed(one, first), New(one, second), Changed(one, second), Changed(one, first), new(one)])
            .Select(parts => parts.Message)
            .ShouldBe([false, true, false, true, false]);

    [Fact]
    public void Whether_one_may_write_is_shown_once_after_the_last_that_changed_it() =>
        UpdateParts
            .Of([new(one, Facts: true), new(one, first, New: true, Facts: true), new(other), New(one, second)])
            .Select(parts => parts.Facts)
            .ShouldBe([false, true, false, false]);

    private static ConversationUpdate New(ConversationId conversation, MessageId message) =>
        new(conversation, message, New: true);

    private static ConversationUpdate Changed(ConversationId conversation, MessageId message) =>
        new(conversation, message);
}
