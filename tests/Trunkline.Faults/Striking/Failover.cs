using System.Diagnostics;
using Trunkline.TestKit.Databases;

namespace Trunkline.Faults.Striking;

/// <summary>The primary's machine is lost under load; Patroni makes the synchronous standby the primary.</summary>
internal static class Failover
{
    // No failover is as quick: what is answered within this time was committed before and on its way already.
    private static readonly TimeSpan Echo = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongerThanCommandsMayTake = TimeSpan.FromSeconds(
        PatroniCluster.CommandsMayTake + 5
    );

    /// <summary>In one of three ways, by turns.</summary>
    public static async Task LosePrimary(Strike strike)
    {
        var cluster = strike.Stage.Cluster!;
        await strike.Acknowledged(strike.Random.NextDouble() * 0.7);
        var lost = await cluster.Primary();
        var heir = cluster.Other(lost);
        await (
            (strike.Round % 3) switch
            {
                1 => LoseWhileWaiting(strike, lost, heir),
                2 => LosePower(strike, lost),
                _ => Freeze(strike, lost),
            }
        );
        await cluster.UntilPromoted(heir);
        await cluster.BringBack(lost);
    }

    private static async Task LosePower(Strike strike, PatroniCluster.Node lost)
    {
        var since = Stopwatch.StartNew();
        await lost.LosePower();
        await UntilAcknowledgedAgain(strike, since);
    }

    /// <summary>Its connections stay open and say nothing, until it is reset, as a watchdog does.</summary>
    private static async Task Freeze(Strike strike, PatroniCluster.Node lost)
    {
        var since = Stopwatch.StartNew();
        await lost.Freeze();
        await UntilAcknowledgedAgain(strike, since);
        // Going on instead it would take the lead back without asking: Patroni before 3.0.3 with etcd 3, its pull request 2689.
        await strike.Stage.Cluster!.UntilPromoted(strike.Stage.Cluster.Other(lost));
        await lost.LosePower();
    }

    /// <summary>Before it loses power, commits wait so long for the standby that they are given up: they are on one machine only.</summary>
    private static async Task LoseWhileWaiting(Strike strike, PatroniCluster.Node lost, PatroniCluster.Node heir)
    {
        await strike.Stage.Cluster!.StopReplication(heir);
        await Task.Delay(LongerThanCommandsMayTake);
        var since = Stopwatch.StartNew();
        await lost.LosePower();
        await heir.ReceiveAgain();
        await UntilAcknowledgedAgain(strike, since);
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
                throw new InvalidOperationException(
                    "All was said before the primary was missed, so it proves nothing."
                );
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        journal.Outages.Enqueue(since.Elapsed);
        Console.Error.WriteLine($"   webhooks are acknowledged again after {since.Elapsed.TotalSeconds:N1} s");
    }
}
