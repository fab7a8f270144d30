namespace Trunkline.Faults.Striking;

/// <summary>The moment at which a fault may strike, and what it can strike.</summary>
internal sealed class Strike(Stage stage, int round, Random random, int messages, int before, Task traffic)
{
    public Stage Stage => stage;

    public int Round => round;

    public Random Random => random;

    /// <summary>The traffic itself, for faults that last until it is over.</summary>
    public Task Traffic => traffic;

    /// <summary>Somewhere in the middle: while webhooks come in, or soon after the last, while lanes still work.</summary>
    public async Task SomeMoment()
    {
        var share = random.NextDouble() * 1.2;
        await Acknowledged(Math.Min(share, 1));
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(share > 1 ? 400 : 40)));
    }

    public async Task Acknowledged(double share)
    {
        var wanted = before + (int)(messages * share);
        while (stage.Journal.Acknowledged < wanted && !traffic.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
    }
}
