using System.Globalization;
using Trunkline.Bench.Load;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Bench.Measuring;

/// <summary>Rounds of webhooks at a server that only makes them durable, with a count of what is stored after each.</summary>
internal sealed class DurableRounds(TestDatabase database, RealServer server)
{
    public const int Connections = 256;

    // More is not written beforehand; whoever answers all of it sooner is measured for a shorter time.
    private const int MostPerSecond = 45_000;

    /// <summary>As many as a server may take in this time.</summary>
    public static Requests Write(string name, TimeSpan stretch) =>
        Requests.Write(name, (int)(MostPerSecond * stretch.TotalSeconds));

    /// <summary>Answers webhooks per second, and fails when one that was answered 200 is not stored or one is stored twice.</summary>
    public async Task<double> Run(Requests requests, TimeSpan stretch)
    {
        var (before, _) = await Count("0");
        var result = await Wrk.Run(server.Address, requests, stretch, Connections);
        var (rows, distinct) = await Count("COUNT(DISTINCT body)");
        var added = rows - before;
        // What was committed in the last moment may not have been answered before wrk went away.
        if (added < result.Ok || added > result.Sent + Connections || (distinct != rows && !result.RanOut))
        {
            throw new InvalidOperationException(
                $"{result.Ok} were answered 200, {added} rows were added, {distinct} of {rows} are distinct"
            );
        }

        return result.PerSecond;
    }

    private async Task<(long Rows, long Distinct)> Count(string distinct)
    {
        var counted = (await database.Ask($"SELECT COUNT(*), {distinct} FROM whatsapp_inbox")).Single().Split('|');
        return (
            long.Parse(counted[0], CultureInfo.InvariantCulture),
            long.Parse(counted[1], CultureInfo.InvariantCulture)
        );
    }
}
