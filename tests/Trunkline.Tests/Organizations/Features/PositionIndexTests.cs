using Trunkline.Organizations.Features;

namespace Trunkline.Tests.Organizations.Features;

public sealed class PositionIndexTests
{
    [Fact]
    public void Every_id_is_found_where_it_stands_and_no_other_is()
    {
        var ids = Ids().Take(3000).ToList();
        var index = new PositionIndex(ids);

        for (var position = 0; position < ids.Count; position++)
        {
            index.TryFind(ids[position], out var found).ShouldBeTrue();
            found.ShouldBe(position);
        }
        Ids().Skip(3000).Take(3000).Count(other => index.TryFind(other, out _)).ShouldBe(0);
        new PositionIndex([]).TryFind(ids[0], out _).ShouldBeFalse();
    }

    [Fact]
    public void An_id_cannot_stand_there_twice() =>
        Should.Throw<ArgumentException>(() => new PositionIndex([.. Ids().Take(9), Ids().ElementAt(4)]));

    // Random ones, and such as differ in their first or in their last bytes alone.
    private static IEnumerable<Guid> Ids()
    {
        var random = new Random(4711);
        for (var number = 1; ; number++)
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            yield return new Guid(bytes);
            yield return new Guid(number, 0, 0, new byte[8]);
            yield return new Guid(0, 0, 0, BitConverter.GetBytes((long)number));
        }
    }
}
