using Trunkline.Conversations.Threads;

namespace Trunkline.Tests.Conversations.Threads;

public class WindowTests
{
    private static readonly DateTimeOffset Wrote = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_is_open_until_24_hours_after_the_customers_last_message_and_not_a_moment_longer()
    {
        var window = Window.After(Wrote);

        window.IsOpen(Wrote).ShouldBeTrue();
        window.IsOpen(Wrote.AddHours(24).AddTicks(-1)).ShouldBeTrue();
        window.IsOpen(Wrote.AddHours(24)).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_message_of_the_customer_it_is_closed() => Window.After(null).IsOpen(Wrote).ShouldBeFalse();
}
