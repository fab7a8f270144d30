using Trunkline.TestKit.Payloads;

namespace Trunkline.Faults.Traffic;

/// <summary>One message that a customer writes. <paramref name="Name"/> is its first text and ends its wamid.</summary>
/// <param name="Moves">How often the customer had moved when it was written.</param>
public sealed record Saying(Writer Writer, string Name, long Seconds, int Moves)
{
    public string Wamid => "wamid." + Name;

    public CustomerNames From => Writer.After(Moves);

    public Change Change { get; init; }

    /// <summary>WhatsApp tells of the change before it tells of the message.</summary>
    public bool ChangeComesFirst { get; init; }

    /// <summary>What it reads when all has come.</summary>
    public string Text => Change is Change.Edited ? Name + "e" : Name;

    /// <summary>That the customer has just changed the number, which WhatsApp tells before this message comes.</summary>
    public Move? Move { get; init; }
}

/// <summary>What the customer does with the message afterwards.</summary>
public enum Change
{
    None,
    Edited,
    Deleted,
}

/// <summary>A customer goes by other names from this second on.</summary>
/// <param name="Times">How often the customer has moved, with this one.</param>
public sealed record Move(Writer Writer, int Times, long Seconds)
{
    public CustomerNames Before => Writer.After(Times - 1);

    public CustomerNames After => Writer.After(Times);
}

/// <summary>What is said between two checks: the same for the same seed, but for the time of day.</summary>
public static class Script
{
    public const int Customers = 400;
    private const int SameSecond = 3;
    private const int Day = 86_400;

    public static string NameOf(int seed, int round) => $"F{seed}r{round}";

    /// <summary>The first customers, each once.</summary>
    public static IReadOnlyList<Saying> Greetings(int seed, int customers, long now) =>
        [
            .. Enumerable
                .Range(0, customers)
                .Select(number => new Saying(Writer.Of(number), $"{NameOf(seed, 0)}c{number}i0.", now, Moves: 0)),
        ];

    /// <summary>Who speaks in a round of so many messages: everybody at least once.</summary>
    public static IReadOnlyList<Writer> Writers(int messages) =>
        [.. Enumerable.Range(0, Math.Clamp(messages / 8, 8, Customers)).Select(Writer.Of)];

    /// <summary>In the order in which it is posted. Some are shuffled, some were delayed by days, and some customers move.</summary>
    public static IReadOnlyList<Saying> Of(int seed, int round, int messages, long now)
    {
        var random = new Random(unchecked((seed * 31) + (round * 7919)));
        var writers = Writers(messages);
        var first = writers.OrderBy(_ => random.Next()).ToList();
        var said = new int[writers.Count];
        var drafts = new List<Draft>(messages);
        for (var index = 0; index < messages; index++)
        {
            var writer = index < first.Count ? first[index] : writers[random.Next(writers.Count)];
            var place = said[writer.Number]++;
            var daysLate = random.Next(100) < 3 ? random.Next(1, 6) : 0;
            drafts.Add(new(writer, place, daysLate));
        }

        for (var index = 1; index < drafts.Count; index++)
        {
            if (random.Next(100) < 10)
            {
                var other = Math.Max(0, index - random.Next(1, 20));
                (drafts[index], drafts[other]) = (drafts[other], drafts[index]);
            }
        }

        var moving = writers
            .Where(writer => writer.MovesIn(round))
            .ToDictionary(writer => writer, writer => random.Next(said[writer.Number]));
        var told = moving
            .Select(move => FirstAfter(move.Value, drafts.Where(one => one.Writer == move.Key)))
            .ToHashSet();
        return
        [
            .. drafts.Select(draft =>
            {
                var (writer, place, daysLate) = draft;
                var change = random.Next(100);
                var times = writer.MovesUntil(round);
                var movesAt = moving.GetValueOrDefault(writer);
                return new Saying(
                    writer,
                    $"{NameOf(seed, round)}c{writer.Number}i{place}.",
                    now + (place / SameSecond) - (daysLate * Day),
                        // What was written days ago was written before all moves, whenever it comes.
                        daysLate > 0
                            ? 0
                        : place < movesAt ? times - 1
                        : times
                )
                {
                    Change =
                        change < 3 ? Change.Edited
                        : change < 5 ? Change.Deleted
                        : Change.None,
                    ChangeComesFirst = change % 2 == 0,
                    Move = told.Contains(draft) ? new(writer, times, now + (movesAt / SameSecond)) : null,
                };
            }),
        ];
    }

    // Of what was written before the move some is still under way when that is told.
    private static Draft FirstAfter(int place, IEnumerable<Draft> posted)
    {
        var all = posted.ToList();
        return all.Find(one => one.DaysLate == 0 && one.Place >= place) ?? all[^1];
    }

    private sealed record Draft(Writer Writer, int Place, int DaysLate);
}
