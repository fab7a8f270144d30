using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;

namespace Trunkline.Tests.Conversations.Messages;

/// <summary>Operators set clocks right, also backwards. Nobody's conversation may notice.</summary>
public class SetBackClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly Conversation conversation = new(
        Id.New<EnterpriseId>(),
        "test",
        Id.New<BusinessNumberId>(),
        Id.New<CustomerId>(),
        Noon
    );

    [Fact]
    public void What_comes_after_the_clock_was_set_back_still_counts_as_later_and_so_as_unread()
    {
        var before = Written(Noon);

        var after = Received(Noon, Noon.AddHours(-1));

        after.StoredAt.ShouldBeGreaterThan(before.StoredAt);
        Written(Noon.AddHours(-1)).StoredAt.ShouldBeGreaterThan(after.StoredAt);
    }

    [Fact]
    public void Whoever_joins_after_the_clock_was_set_back_sees_nothing_from_before()
    {
        var before = Received(Noon, Noon);

        conversation.Next(Noon.AddHours(-1)).ShouldBeGreaterThan(before.StoredAt);
    }

    [Fact]
    public void What_is_stored_in_the_same_instant_keeps_its_order()
    {
        var first = Received(Noon, Noon);

        Received(Noon, Noon).StoredAt.ShouldBeGreaterThan(first.StoredAt);
    }

    [Fact]
    public void A_clock_that_goes_right_is_believed()
    {
        Received(Noon, Noon);

        Received(Noon, Noon.AddMinutes(1)).StoredAt.ShouldBe(Noon.AddMinutes(1));
    }

    [Fact]
    public void An_answer_never_stands_above_what_it_answers()
    {
        Received(Noon, Noon.AddHours(-1));

        var answer = Written(Noon.AddHours(-1));

        answer.Second.ShouldBe(Noon);
        answer.At.ShouldBe(Noon.AddHours(-1));
    }

    private Message Received(DateTimeOffset at, DateTimeOffset now)
    {
        conversation.CustomerWrote(at);
        return Message.Received(
            conversation,
            new("test", conversation.NumberId, [], null, null, "", at, new IncomingContent.Text("Hello")),
            MessageHold.None,
            null,
            now
        );
    }

    private Message Written(DateTimeOffset now) =>
        Message.Written(conversation, Id.New<AccountId>(), "1", "Hello", now);
}
