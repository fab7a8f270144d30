using Trunkline.Platform;

namespace Trunkline.StoreTests.Platform;

/// <summary>Work in the background goes on after everything that went wrong, and ends when it is told to.</summary>
public sealed class StoppingTests
{
    [Fact]
    public async Task Only_the_cancellation_that_was_asked_for_is_a_stop()
    {
        using var stopping = new CancellationTokenSource();
        var timeLimit = new TaskCanceledException("The request was canceled due to the configured timeout.");

        timeLimit.IsStop(stopping.Token).ShouldBeFalse();
        await stopping.CancelAsync();

        timeLimit.IsStop(stopping.Token).ShouldBeTrue();
        new InvalidOperationException().IsStop(stopping.Token).ShouldBeFalse();
    }
}
