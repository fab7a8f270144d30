using System.Diagnostics;

namespace Trunkline.Faults.Striking;

/// <summary>The primary's machine is lost under load; Patroni makes the synchronous standby the primary.</summary>
internal static class Failover
{
    // No failover is as quick: what is answered within this time was committed before and on its way already.
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(250);

    public static async Task LosePrimary(Strike strike)
    {
        var cluster = strike.Stage.Cluster!;
        await strike.Acknowledged(strike.Random.NextDouble() * 0.7);
        var lost = await cluster.Primary();
        var since = Stopwatch.StartNew();
        await lost.LosePower();
        await UntilAcknowledgedAgain(strike, since);
        await cluster.UntilPromoted(cluster.Other(lost));
        await cluster.BringBack(lost);
    }

    private static async Task UntilAcknowledgedAgain(Strike strike, Stopwatch since)
    {
        await Task.Delay(Echo);
        var journal = strike.Stage.Journal;
        var before = journal.Acknowledged;
        while (journal.Acknowledged == before)
        {
            if (strike.Traffic.IsCompleted)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        journal.Outages.Enqueue(since.Elapsed);
        Console.Error.WriteLine($"   webhooks are acknowledged again after {since.Elapsed.TotalSeconds:N1} s");
    }
}
