using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.Tests.WhatsApp.Sending;

/// <summary>WhatsApp's limits, kept before WhatsApp enforces them; by a clock that is moved by hand.</summary>
public sealed class SendingPaceTests
{
    private readonly BusinessNumberId number = Id.New<BusinessNumberId>();

    [Theory, InlineData(20), InlineData(80), InlineData(1000)]
    public void In_no_second_a_number_sends_more_than_its_throughput_says_and_hardly_less(int perSecond)
    {
        var pace = new SendingPace(Frozen(out var move));
        pace.Free(number, perSecond).ShouldBe(0);
        // Rested, so that it begins with all that may go at once.
        move(TimeSpan.FromHours(1));
        const int hundredths = 500;
        var sent = new int[hundredths];

        for (var moment = 0; moment < hundredths; moment++)
        {
            sent[moment] = pace.Free(number, perSecond);
            for (var one = 0; one < sent[moment]; one++)
                pace.Sent(number, perSecond, $"customer {moment} {one}");
            move(TimeSpan.FromMilliseconds(10));
        }

        for (var moment = 0; moment + 100 <= hundredths; moment++)
            sent.Skip(moment).Take(100).Sum().ShouldBeInRange((int)(perSecond * 0.8), perSecond);
        sent.Sum().ShouldBeGreaterThan((int)(perSecond * 5 * 0.87));
    }

    [Fact]
    public void While_WhatsApp_does_not_answer_a_few_are_on_their_way_and_now_and_then()
    {
        var pace = new SendingPace(Frozen(out var move));
        pace.Free(number, 80).ShouldBe(0);
        move(TimeSpan.FromSeconds(1));
        pace.MostUnderWay(number, 80).ShouldBe(160);

        pace.Answered(number, known: false);
        pace.MostUnderWay(number, 80).ShouldBe(16);
        pace.Free(number, 80).ShouldBe(10);
        pace.Answered(number, known: false);
        move(TimeSpan.FromSeconds(2));
        pace.Free(number, 80).ShouldBe(0);
        move(TimeSpan.FromSeconds(0.1));
        pace.Free(number, 80).ShouldBe(7);

        pace.Answered(number, known: true);
        pace.MostUnderWay(number, 80).ShouldBe(160);
    }

    [Fact]
    public void A_process_that_gets_a_number_back_begins_with_nothing()
    {
        var pace = new SendingPace(Frozen(out var move));
        pace.Free(number, 80).ShouldBe(0);
        move(TimeSpan.FromSeconds(1));
        pace.Free(number, 80).ShouldBe(10);

        pace.Forget(number);

        pace.Free(number, 80).ShouldBe(0);
    }

    [Fact]
    public void What_comes_in_counts_against_what_goes_out()
    {
        var pace = new SendingPace(Frozen(out var move));
        pace.Free(number, 80).ShouldBe(0);
        move(TimeSpan.FromSeconds(1));

        pace.Received(number, 80, 4);
        pace.Free(number, 80).ShouldBe(6);
        pace.Received(number, 80, 500);
        move(TimeSpan.FromSeconds(1));
        pace.Free(number, 80).ShouldBe(0);
        move(TimeSpan.FromSeconds(1));

        pace.Free(number, 80).ShouldBe(10);
    }

    [Fact]
    public void E3_One_customer_gets_a_burst_of_44_and_then_one_in_six_seconds_while_others_go_on()
    {
        var pace = new SendingPace(Frozen(out var move));

        for (var sent = 0; sent < 44; sent++)
        {
            pace.Resting(number).ShouldBeEmpty();
            pace.Sent(number, 80, "Maria");
            if (sent < 43)
                pace.Sent(number, 80, "Luis");
        }
        pace.Resting(number).ShouldBe(["Maria"]);
        move(TimeSpan.FromSeconds(5.9));
        pace.Resting(number).ShouldBe(["Maria"]);
        move(TimeSpan.FromSeconds(0.1));
        pace.Resting(number).ShouldBeEmpty();
        pace.Sent(number, 80, "Maria");

        pace.Resting(number).ShouldBe(["Maria"]);
        pace.Resting(Id.New<BusinessNumberId>()).ShouldBeEmpty();
    }

    [Fact]
    public void A_customer_who_rests_when_the_clock_is_set_back_rests_no_longer_for_it()
    {
        var pace = new SendingPace(Frozen(out var move));
        for (var sent = 0; sent < 44; sent++)
            pace.Sent(number, 80, "Maria");

        move(TimeSpan.FromHours(-5));
        pace.Resting(number).ShouldBe(["Maria"]);
        move(TimeSpan.FromSeconds(6));

        pace.Resting(number).ShouldBeEmpty();
    }

    [Fact]
    public void A_clock_that_is_set_back_neither_gives_nor_blocks()
    {
        var pace = new SendingPace(Frozen(out var move));
        pace.Free(number, 80).ShouldBe(0);
        move(TimeSpan.FromSeconds(1));
        pace.Sent(number, 80, "Maria");

        move(TimeSpan.FromHours(-5));

        pace.Free(number, 80).ShouldBe(9);
        pace.Sent(number, 80, "Maria");
        move(TimeSpan.FromSeconds(1));
        pace.Free(number, 80).ShouldBe(10);
    }

    [Fact]
    public void A_number_that_WhatsApp_lets_wait_sends_nothing_until_then_whatever_comes_in()
    {
        var pace = new SendingPace(Frozen(out var move));
        pace.Free(number, 80).ShouldBe(0);
        move(TimeSpan.FromSeconds(1));

        pace.Rest(number, TimeSpan.FromMinutes(1));
        pace.Rest(number, TimeSpan.FromSeconds(2));
        pace.Received(number, 80, 50);
        move(TimeSpan.FromSeconds(58));
        pace.HasRoomSoon(number).ShouldBeFalse();
        move(TimeSpan.FromSeconds(2));
        pace.Free(number, 80).ShouldBe(0);
        pace.HasRoomSoon(number).ShouldBeTrue();
        move(TimeSpan.FromSeconds(1));

        pace.Free(number, 80).ShouldBe(10);
    }

    [Fact]
    public void A_refused_pair_rests_for_growing_powers_of_four()
    {
        var error = SendErrors.Find(SendErrors.PairRate);

        Enumerable.Range(1, 5).Select(attempt => error.PauseAfter(attempt).TotalSeconds).ShouldBe([1, 4, 16, 64, 256]);
    }

    private static FrozenTime Frozen(out Action<TimeSpan> move)
    {
        var time = new FrozenTime();
        move = time.Move;
        return time;
    }

    private sealed class FrozenTime : TimeProvider
    {
        private DateTimeOffset now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        public void Move(TimeSpan by) => now += by;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
