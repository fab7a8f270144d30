using System.Diagnostics;

namespace Trunkline.TestKit.Waiting;

/// <summary>Waits for what happens in its own time, and fails with a sentence when it does not happen.</summary>
public static class Eventually
{
    // Long, for a slow machine: only what fails waits so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks again and again until the answer is yes.</summary>
    public static Task True(string expectation, Func<Task<bool>> condition, TimeSpan? patience = null) =>
        Value(expectation, condition, answer => answer, patience);

    public static Task True(string expectation, Func<bool> condition, TimeSpan? patience = null) =>
        True(expectation, () => Task.FromResult(condition()), patience);

    /// <summary>Asks again and again until there is a value that is wanted, and answers that value.</summary>
    public static async Task<T> Value<T>(
        string expectation,
        Func<Task<T>> ask,
        Func<T, bool> wanted,
        TimeSpan? patience = null
    )
    {
        var limit = patience ?? Patience;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await ask();
            if (wanted(value))
            {
                return value;
            }

            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException(
                    $"Waited {limit.TotalSeconds:0.#} s in vain: {expectation}. The last answer was: {value}"
                );
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
