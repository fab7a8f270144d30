using System.Globalization;
using System.IO.Compression;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Bodies of one lane that are stored together, one behind the other and compressed (zlib): a commit of hundreds then costs the
/// database a few rows, and since webhooks resemble each other, a twelfth of their bytes. One that is alone is stored as it came,
/// and needs neither lengths nor their sum.
/// </summary>
/// <param name="Lengths">Of each body, in bytes, as it came.</param>
/// <param name="Inflated">How many bytes all of them have when they are inflated.</param>
internal readonly record struct Parcel(
    Lane Lane,
    DateTimeOffset ReceivedAt,
    byte[] Bodies,
    string? Lengths,
    int? Inflated,
    int Count
)
{
    /// <summary>As many as a row has places for when it is taken apart, see <see cref="InboxRow.Split"/>.</summary>
    public const int MostBodies = 64;

    private const int MostBytes = 1024 * 1024;
    private const char Between = ',';

    /// <summary>In each lane in the order of arrival.</summary>
    public static IReadOnlyList<Parcel> Of(IReadOnlyList<Arrival> arrivals)
    {
        var parcels = new List<Parcel>();
        var open = new Dictionary<Lane, Contents>();
        foreach (var arrival in arrivals)
        foreach (var lane in arrival.Lanes)
        {
            if (open.TryGetValue(lane, out var contents) && !contents.HasRoomFor(arrival.Body))
            {
                parcels.Add(contents.Close(lane));
                contents = null;
            }
            if (contents is null)
                open[lane] = contents = new(arrival.ReceivedAt);
            contents.Add(arrival.Body);
            // What cannot be read is set aside, and a person looks at each by itself.
            if (lane.Name == Lane.Unreadable && open.Remove(lane))
                parcels.Add(contents.Close(lane));
        }
        parcels.AddRange(open.Select(one => one.Value.Close(one.Key)));
        return parcels;
    }

    /// <summary>The bodies of a row, in their order and as they came. Throws <see cref="InvalidDataException"/> when they are damaged.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Open(byte[] bodies, string? lengths, int? inflated)
    {
        if (lengths is null)
        {
            yield return bodies;
            yield break;
        }
        var all = Inflate(bodies, inflated!.Value);
        var start = 0;
        foreach (var text in lengths.Split(Between))
        {
            var length = int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
            yield return all.AsMemory(start, length);
            start += length;
        }
    }

    private static byte[] Inflate(byte[] bodies, int bytes)
    {
        using var stream = new ZLibStream(new MemoryStream(bodies), CompressionMode.Decompress);
        var inflated = new byte[bytes];
        // Its checksum stands behind the last byte, and is looked at by whoever asks for more.
        if (stream.ReadAtLeast(inflated, bytes, throwOnEndOfStream: false) < bytes || stream.ReadByte() >= 0)
            throw new InvalidDataException("Webhooks that were stored together are not as they were stored.");
        return inflated;
    }

    private sealed class Contents(DateTimeOffset receivedAt)
    {
        private readonly List<byte[]> bodies = [];
        private int bytes;

        public bool HasRoomFor(byte[] body) => bodies.Count < MostBodies && bytes + body.Length <= MostBytes;

        public void Add(byte[] body)
        {
            bodies.Add(body);
            bytes += body.Length;
        }

        public Parcel Close(Lane lane) =>
            bodies is [var alone]
                ? new(lane, receivedAt, alone, null, null, 1)
                : new(
                    lane,
                    receivedAt,
                    Deflate(),
                    string.Join(Between, bodies.Select(body => body.Length)),
                    bytes,
                    bodies.Count
                );

        private byte[] Deflate()
        {
            using var deflated = new MemoryStream(bytes / 4);
            using (var stream = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
                foreach (var body in bodies)
                    stream.Write(body);
            return deflated.ToArray();
        }
    }
}
