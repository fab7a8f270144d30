using Trunkline.WhatsApp.Simulator.Contracts;

namespace Trunkline.Tests.WhatsApp.Simulator;

public sealed class MovableTimeProviderTests
{
    static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public void Moving_the_clock_moves_the_time_of_day_and_what_has_elapsed()
    {
        var clock = new MovableTimeProvider();
        var (now, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());

        clock.MoveForward(Day);

        (clock.GetUtcNow() - now).ShouldBe(Day, TimeSpan.FromMinutes(1));
        clock.GetElapsedTime(stamp).ShouldBe(Day, TimeSpan.FromMinutes(1));
        clock.Offset.ShouldBe(Day);
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_has_passed_it_and_not_before()
    {
        var clock = new MovableTimeProvider();
        var delay = Task.Delay(TimeSpan.FromDays(45), clock, TestContext.Current.CancellationToken);

        clock.MoveForward(TimeSpan.FromDays(44));
        delay.IsCompleted.ShouldBeFalse();
        clock.MoveForward(TimeSpan.FromDays(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_periodic_timer_ticks_once_for_all_that_the_jump_skipped_and_then_goes_on()
    {
        var clock = new MovableTimeProvider();
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);

        for (var day = 0; day < 3; day++)
        {
            var tick = timer.WaitForNextTickAsync(TestContext.Current.CancellationToken).AsTask();
            clock.MoveForward(Day);
            (await tick.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Short_timers_also_fire_in_real_time()
    {
        var clock = new MovableTimeProvider();

        await Task.Delay(TimeSpan.FromMilliseconds(20), clock, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Time_never_runs_backwards() =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            new MovableTimeProvider().MoveForward(TimeSpan.FromSeconds(-1))
        );

    [Fact]
    public void A_clock_that_remembers_goes_on_where_it_was()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.Delete(file);
            MovableTimeProvider.Remembering(file).MoveForward(Day);

            MovableTimeProvider.Remembering(file).Offset.ShouldBe(Day);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
