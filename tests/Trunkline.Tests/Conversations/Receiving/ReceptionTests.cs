using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Receiving;
using Trunkline.Platform;

namespace Trunkline.Tests.Conversations.Receiving;

public class ReceptionTests
{
    private static readonly AccountId First = Id.New<AccountId>();
    private static readonly AccountId Second = Id.New<AccountId>();

    [Fact]
    public void A_first_message_to_a_restricted_account_is_restricted() =>
        Reception.Decide([], [Able(First, restricted: true)]).Outcome.ShouldBe(ReceptionOutcome.Restrict);

    [Fact]
    public void A_first_message_to_an_account_without_restriction_reaches_it()
    {
        var decision = Reception.Decide([], [Able(First)]);

        decision.Outcome.ShouldBe(ReceptionOutcome.Deliver);
        decision.Joining.ShouldBe([First]);
    }

    [Fact]
    public void The_restriction_is_of_one_person_and_another_behind_the_same_number_stays_reachable()
    {
        var decision = Reception.Decide([], [Able(First, restricted: true), Able(Second)]);

        decision.Outcome.ShouldBe(ReceptionOutcome.Deliver);
        decision.Joining.ShouldBe([Second]);
    }

    [Fact]
    public void Whoever_takes_part_already_is_answered_although_restricted() =>
        Reception
            .Decide([Able(First, restricted: true)], [])
            .ShouldSatisfyAllConditions(
                decision => decision.Outcome.ShouldBe(ReceptionOutcome.Deliver),
                decision => decision.Joining.ShouldBeEmpty()
            );

    [Fact]
    public void A_shared_conversation_goes_on_although_one_participant_is_restricted() =>
        Reception.Decide([Able(First, restricted: true), Able(Second)], []).Outcome.ShouldBe(ReceptionOutcome.Deliver);

    [Fact]
    public void A_customer_whom_the_account_knows_from_another_number_of_the_channel_writes_no_first_message() =>
        Reception
            .Decide([], [Able(First, restricted: true) with { Knows = true }])
            .Outcome.ShouldBe(ReceptionOutcome.Deliver);

    [Fact]
    public void With_nobody_able_the_message_waits()
    {
        Reception.Decide([], []).Outcome.ShouldBe(ReceptionOutcome.Wait);
        Reception.Decide([], [Unable(First)]).Outcome.ShouldBe(ReceptionOutcome.Wait);
        Reception.Decide([Unable(First)], []).Outcome.ShouldBe(ReceptionOutcome.Wait);
    }

    [Fact]
    public void When_no_participant_can_answer_the_front_desk_steps_in()
    {
        var decision = Reception.Decide([Unable(First)], [Able(Second)]);

        decision.Outcome.ShouldBe(ReceptionOutcome.Deliver);
        decision.Joining.ShouldBe([Second]);
    }

    [Fact]
    public void Someone_who_was_in_touch_waits_and_is_not_turned_away() =>
        Reception.Decide([Unable(First)], [Able(Second, restricted: true)]).Outcome.ShouldBe(ReceptionOutcome.Wait);

    [Fact]
    public void Whoever_lost_the_number_leaves_when_another_goes_on()
    {
        Reception.Decide([Lost(First), Able(Second)], []).Leaving.ShouldBe([First]);
        Reception.Decide([Lost(First)], [Able(Second)]).Leaving.ShouldBe([First]);
    }

    [Fact]
    public void Whoever_is_kept_from_the_number_only_for_now_stays() =>
        Reception.Decide([Unable(First)], [Able(Second)]).Leaving.ShouldBeEmpty();

    [Fact]
    public void Nobody_leaves_while_nobody_goes_on() => Reception.Decide([Lost(First)], []).Leaving.ShouldBeEmpty();

    private static Candidate Able(AccountId account, bool restricted = false) =>
        new(account, true, true, restricted, false);

    private static Candidate Unable(AccountId account) => new(account, true, false, false, false);

    private static Candidate Lost(AccountId account) => new(account, false, false, false, false);
}
