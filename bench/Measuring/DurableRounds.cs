using System.Globalization;
using System.Security.Cryptography;
using Trunkline.Bench.Load;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.Bench.Measuring;

/// <summary>Rounds of webhooks at a server that only makes them durable, with a count of what is stored after each.</summary>
internal sealed class DurableRounds(TestDatabase database, RealServer server)
{
    public const int Connections = 256;

    // More is not written beforehand; whoever answers all of it sooner is measured for a shorter time.
    private const int MostPerSecond = 60_000;

    /// <summary>As many as a server may take in this time.</summary>
    public static Requests Write(string name, TimeSpan stretch) =>
        Requests.Write(name, (int)(MostPerSecond * stretch.TotalSeconds));

    /// <summary>Answers webhooks per second, and fails when one that was answered 200 is not stored or one is stored twice.</summary>
    public async Task<double> Run(Requests requests, TimeSpan stretch)
    {
        var newest = await Newest();
        var result = await Wrk.Run(server.Address, requests, stretch, Connections);
        var (added, distinct) = await CountAfter(newest);
        // What was committed in the last moment may not have been answered before wrk went away.
        if (added < result.Ok || added > result.Ok + Connections || (distinct != added && !result.RanOut))
        {
            throw new InvalidOperationException(
                $"{result.Ok} were answered 200, {added} bodies were added, {distinct} of them distinct"
            );
        }

        return result.PerSecond;
    }

    private async Task<string> Newest() =>
        (await database.Ask("SELECT COALESCE(MAX(sequence), 0) FROM whatsapp_inbox")).Single();

    // Not of all that is stored: whoever ran out of webhooks in an earlier round repeated its last one.
    private async Task<(long Bodies, long Distinct)> CountAfter(string sequence)
    {
        var rows = await database.Ask(
            $"SELECT bodies, lengths, inflated FROM whatsapp_inbox WHERE sequence > {sequence}",
            row =>
                Parcel
                    .Open(
                        (byte[])row[0],
                        row[1] as string,
                        row[2] is DBNull ? null : Convert.ToInt32(row[2], CultureInfo.InvariantCulture)
                    )
                    .Select(body => new Guid(SHA256.HashData(body.Span).AsSpan(0, 16)))
                    .ToList()
        );
        return (rows.Sum(row => row.Count), rows.SelectMany(row => row).Distinct().LongCount());
    }
}
