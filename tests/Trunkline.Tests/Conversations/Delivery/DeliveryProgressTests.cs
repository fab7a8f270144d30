using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Delivery;
using Trunkline.Platform;

namespace Trunkline.Tests.Conversations.Delivery;

public class DeliveryProgressTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly MessageId Message = Id.New<MessageId>();
    private static readonly DeliveryFailure Undeliverable = new("131026", "It did not arrive.", null, MayRetry: true);

    [Fact]
    public void C1_Reports_in_any_order_make_the_same_progress()
    {
        DeliveryEvent[] events =
        [
            DeliveryEvent.Sending,
            DeliveryEvent.Accepted,
            DeliveryEvent.Sent,
            DeliveryEvent.Delivered,
            DeliveryEvent.Read,
            DeliveryEvent.Failed,
            DeliveryEvent.OutcomeUnknown,
        ];
        var reports = events.Select((one, second) => Report(one, second)).ToList();
        var expected = Fold(reports);

        foreach (var order in Permutations(reports))
            Fold(order).ShouldBe(expected);
    }

    [Fact]
    public void A_row_keeps_what_was_reported_and_nothing_else()
    {
        var failed = Fold([Report(DeliveryEvent.Sent, 1), Report(DeliveryEvent.Failed, 2)]);

        var stored = StoredProgress.Write(failed);

        Json.Read<DeliveryProgress>(stored).ShouldBe(failed);
        stored.ShouldNotContain("null");
        stored.ShouldNotContain("deliveredAt");
        StoredProgress.Write(DeliveryProgress.Nothing).ShouldBe("{}");
        StoredProgress.Write(new()).ShouldBe("{}");
        Json.Read<DeliveryProgress>("{}").ShouldBe(DeliveryProgress.Nothing);
    }

    [Fact]
    public void Every_pair_of_reports_commutes_and_repeats_without_effect()
    {
        foreach (var first in Enum.GetValues<DeliveryEvent>())
        foreach (var second in Enum.GetValues<DeliveryEvent>())
        {
            DeliveryReport[] reports = [Report(first, 1), Report(second, 2)];
            var progress = Fold(reports);
            Fold(reports.Reverse()).ShouldBe(progress);
            Fold([.. reports, .. reports]).ShouldBe(progress);
        }
    }

    [Theory]
    [InlineData(MessageState.Queued)]
    [InlineData(MessageState.Sending, DeliveryEvent.Sending)]
    [InlineData(MessageState.Sending, DeliveryEvent.Sending, DeliveryEvent.Accepted)]
    [InlineData(MessageState.Sent, DeliveryEvent.Accepted, DeliveryEvent.Sent)]
    [InlineData(MessageState.Delivered, DeliveryEvent.Delivered, DeliveryEvent.Sent)]
    [InlineData(MessageState.Read, DeliveryEvent.Read)]
    [InlineData(MessageState.Read, DeliveryEvent.Sent, DeliveryEvent.Read, DeliveryEvent.Delivered)]
    [InlineData(MessageState.Played, DeliveryEvent.Read, DeliveryEvent.Played)]
    [InlineData(MessageState.Failed, DeliveryEvent.Failed, DeliveryEvent.Sent)]
    [InlineData(MessageState.Failed, DeliveryEvent.Accepted, DeliveryEvent.Failed)]
    [InlineData(MessageState.Delivered, DeliveryEvent.Failed, DeliveryEvent.Delivered)]
    [InlineData(MessageState.OutcomeUnknown, DeliveryEvent.Sending, DeliveryEvent.OutcomeUnknown)]
    [InlineData(MessageState.Sent, DeliveryEvent.OutcomeUnknown, DeliveryEvent.Sent)]
    [InlineData(MessageState.Failed, DeliveryEvent.OutcomeUnknown, DeliveryEvent.Failed)]
    internal void What_was_reported_decides_the_state(MessageState state, params DeliveryEvent[] events) =>
        Fold(events.Select((one, second) => Report(one, second))).State.ShouldBe(state);

    [Fact]
    public void What_the_answer_said_is_proved_wrong_by_a_status_and_a_status_is_not_by_an_answer()
    {
        var answer = Report(DeliveryEvent.Failed, 1) with { Failure = Undeliverable with { InAnswer = true } };
        var (sent, failed) = (Report(DeliveryEvent.Sent, 2), Report(DeliveryEvent.Failed, 3));

        foreach (var order in Permutations([answer, sent]))
            Fold(order).State.ShouldBe(MessageState.Sent);
        foreach (var order in Permutations([answer, sent, failed]))
            Fold(order).ShouldBe(Fold([answer, sent, failed]));
        Fold([answer, sent, failed]).State.ShouldBe(MessageState.Failed);
        Fold([answer]).State.ShouldBe(MessageState.Failed);
    }

    [Fact]
    public void A_failure_after_delivery_never_looks_like_plain_success()
    {
        var progress = Fold([Report(DeliveryEvent.Delivered, 1), Report(DeliveryEvent.Failed, 2)]);

        progress.State.ShouldBe(MessageState.Delivered);
        progress.ReportedFailedToo.ShouldBeTrue();
        progress.Failure.ShouldBe(Undeliverable);
    }

    [Fact]
    public void Each_time_is_kept_and_the_earliest_counts()
    {
        var progress = Fold([
            Report(DeliveryEvent.Sent, 9),
            Report(DeliveryEvent.Sent, 3),
            Report(DeliveryEvent.Read, 12),
        ]);

        progress.SentAt.ShouldBe(Start.AddSeconds(3));
        progress.ReadAt.ShouldBe(Start.AddSeconds(12));
    }

    private static DeliveryReport Report(DeliveryEvent reported, int second) =>
        new(Message, reported, Start.AddSeconds(second))
        {
            Failure = reported is DeliveryEvent.Failed ? Undeliverable : null,
        };

    private static DeliveryProgress Fold(IEnumerable<DeliveryReport> reports) =>
        reports.Aggregate(DeliveryProgress.Nothing, (progress, report) => progress.With(report));

    private static IEnumerable<IReadOnlyList<T>> Permutations<T>(IReadOnlyList<T> items) =>
        items.Count < 2
            ? [items]
            : items.SelectMany(
                (first, index) =>
                    Permutations([.. items.Where((_, other) => other != index)]).Select(rest => (T[])[first, .. rest])
            );
}
