using Trunkline.WhatsApp.Processing;

namespace Trunkline.Tests.WhatsApp.Processing;

public sealed class BatchSizeTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Short = Longest / 2;
    private static readonly TimeSpan Long = Longest * 2;

    private readonly BatchSize size = new(Longest);

    [Fact]
    public void While_there_is_more_and_nobody_waits_long_batches_grow_up_to_the_most()
    {
        var taken = new List<int> { size.Usual };
        while (taken.Count < 7)
            taken.Add(size.After(taken[^1], new(LaneOutcome.More, Short)));

        taken.ShouldBe([32, 64, 128, 256, 512, 512, 512]);
    }

    [Fact]
    public void A_batch_for_which_others_waited_too_long_is_followed_by_one_of_half_the_size()
    {
        size.After(256, new(LaneOutcome.More, Long)).ShouldBe(128);
        size.After(256, new(LaneOutcome.Done, Long)).ShouldBe(128);
    }

    [Fact]
    public void A_slow_machine_stays_at_the_fewest() => size.After(32, new(LaneOutcome.More, Long)).ShouldBe(32);

    [Fact]
    public void After_one_that_stood_alone_batches_grow_again_also_on_a_slow_machine() =>
        size.After(1, new(LaneOutcome.More, Long)).ShouldBe(2);

    [Fact]
    public void What_one_lane_found_out_others_start_with()
    {
        size.After(64, new(LaneOutcome.More, Short));

        size.Usual.ShouldBe(128);
    }

    [Fact]
    public void That_one_lane_had_a_body_stand_alone_is_nothing_to_the_others()
    {
        size.After(128, new(LaneOutcome.More, Short));

        size.After(1, new(LaneOutcome.More, Short));

        size.Usual.ShouldBe(256);
    }
}
