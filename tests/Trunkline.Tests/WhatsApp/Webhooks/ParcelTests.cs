using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Trunkline.TestKit.Payloads;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.Tests.WhatsApp.Webhooks;

public sealed class ParcelTests
{
    private static readonly Lane[] Lanes =
    [
        Lane.OfNumber("1", "10"),
        Lane.OfNumber("2", "10"),
        Lane.OfAccount("10"),
        new(Lane.Unreadable, ""),
    ];

    [Fact]
    public void In_each_lane_the_bodies_come_out_as_they_went_in_and_in_their_order() =>
        Prop.ForAll(
                Arrivals().ToArbitrary(),
                arrivals =>
                {
                    var parcels = Parcel.Of(arrivals);
                    foreach (var lane in Lanes)
                    {
                        var came = arrivals.Where(one => one.Lanes.Contains(lane)).Select(one => one.Body);
                        var packed = parcels
                            .Where(one => one.Lane == lane)
                            .SelectMany(one => Parcel.Open(one.Bodies, one.Lengths, one.Inflated))
                            .Select(body => body.ToArray());
                        packed.ShouldBe(came);
                    }
                    parcels.ShouldAllBe(one => one.Count == Parcel.Open(one.Bodies, one.Lengths, one.Inflated).Count());
                    parcels.ShouldAllBe(one => one.Count <= Parcel.MostBodies);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_body_that_is_alone_is_stored_as_it_came()
    {
        var parcel = Parcel.Of([Arrival("""{"a":1}""", Lanes[0])]).Single();

        Encoding.UTF8.GetString(parcel.Bodies).ShouldBe("""{"a":1}""");
        parcel.Lengths.ShouldBeNull();
        parcel.Inflated.ShouldBeNull();
    }

    [Fact]
    public void What_is_stored_together_takes_a_fraction_of_its_size_and_says_how_large_it_was()
    {
        var bodies = Enumerable
            .Range(0, Parcel.MostBodies)
            .Select(index => CustomerWrites.Body("1", $"4917{index:00000000}", $"wamid.{index}", 1764400000, "Hello"))
            .ToList();

        var parcel = Parcel
            .Of([.. bodies.Select(body => new Arrival(body, [Lanes[0]], DateTimeOffset.UnixEpoch))])
            .Single();

        parcel.Inflated.ShouldBe(bodies.Sum(body => body.Length));
        parcel.Bodies.Length.ShouldBeLessThan(bodies.Sum(body => body.Length) / 5);
    }

    [Fact]
    public void What_is_not_as_it_was_stored_is_not_taken_for_a_webhook()
    {
        var parcel = Parcel.Of([Arrival("""{"a":1}""", Lanes[0]), Arrival("""{"b":2}""", Lanes[0])]).Single();
        parcel.Bodies[^1] ^= 1;

        Should.Throw<InvalidDataException>(() => Parcel.Open(parcel.Bodies, parcel.Lengths, parcel.Inflated).ToList());
    }

    [Fact]
    public void What_cannot_be_read_is_stored_alone()
    {
        var parcels = Parcel.Of([Arrival("no", Lanes[3]), Arrival("JSON", Lanes[3])]);

        parcels.Select(one => Encoding.UTF8.GetString(one.Bodies)).ShouldBe(["no", "JSON"]);
    }

    [Fact]
    public void Large_bodies_are_not_stored_together()
    {
        var large = new string(' ', 800_000);

        Parcel.Of([Arrival(large, Lanes[0]), Arrival(large, Lanes[0])]).Count.ShouldBe(2);
    }

    [Fact]
    public void A_row_that_is_taken_apart_stays_between_its_neighbours()
    {
        var bodies = Enumerable.Range(0, Parcel.MostBodies).Select(index => Arrival($"{index}", Lanes[0])).ToList();
        var parcel = Parcel.Of(bodies).Single();
        var row = new InboxRow
        {
            Sequence = 2 * InboxRow.Spacing,
            Lane = parcel.Lane.Name,
            BusinessAccount = parcel.Lane.BusinessAccount,
            Bodies = parcel.Bodies,
            Lengths = parcel.Lengths,
            Inflated = parcel.Inflated,
            Count = parcel.Count,
            ReceivedAt = parcel.ReceivedAt,
        };

        var alone = row.Split().ToList();

        alone.Select(one => Encoding.UTF8.GetString(one.Alone)).ShouldBe(bodies.Select((_, index) => $"{index}"));
        alone.Select(one => one.Sequence).ShouldBe(Enumerable.Range(0, bodies.Count).Select(one => row.Sequence + one));
        alone[^1].Sequence.ShouldBeLessThan(row.Sequence + InboxRow.Spacing);
    }

    private static Arrival Arrival(string body, params Lane[] lanes) =>
        new(Encoding.UTF8.GetBytes(body), lanes, DateTimeOffset.UnixEpoch);

    private static Gen<List<Arrival>> Arrivals() =>
        from count in Gen.Choose(0, 200)
        from lanes in Gen.SubListOf(Lanes).ListOf(count)
        from lengths in Gen.Choose(1, 40).ListOf(count)
        select lanes
            .Zip(lengths)
            .Select((one, index) => Arrival($"{index}".PadRight(one.Second), [.. one.First]))
            .ToList();
}
