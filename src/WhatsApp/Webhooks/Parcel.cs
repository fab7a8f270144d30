using System.Globalization;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Bodies of one lane that are stored together, as they came and one behind the other: a commit of hundreds then costs the
/// database a few rows. One that is alone is stored as it is, and needs no lengths.
/// </summary>
internal readonly record struct Parcel(Lane Lane, DateTimeOffset ReceivedAt, byte[] Bodies, string? Lengths, int Count)
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

    /// <summary>The bodies of a row, in their order.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Open(byte[] bodies, string? lengths)
    {
        if (lengths is null)
        {
            yield return bodies;
            yield break;
        }
        var start = 0;
        foreach (var text in lengths.Split(Between))
        {
            var length = int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
            yield return bodies.AsMemory(start, length);
            start += length;
        }
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
                ? new(lane, receivedAt, alone, null, 1)
                : new(
                    lane,
                    receivedAt,
                    Joined(),
                    string.Join(Between, bodies.Select(body => body.Length)),
                    bodies.Count
                );

        private byte[] Joined()
        {
            var joined = new byte[bytes];
            var start = 0;
            foreach (var body in bodies)
            {
                body.CopyTo(joined, start);
                start += body.Length;
            }
            return joined;
        }
    }
}
