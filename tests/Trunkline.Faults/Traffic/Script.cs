using Trunkline.TestKit.Demo;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Faults.Traffic;

/// <summary>A customer who writes to one business number, and the employee who is told of it, if anybody is.</summary>
public sealed record Writer(int Number, string Phone, string BusinessNumber, DemoPerson? Reader)
{
    private static readonly (string Number, DemoPerson? Reader)[] Numbers =
    [
        (DemoNumbers.Europe.PhoneNumberId, DemoPerson.Cy),
        (DemoNumbers.Ana.PhoneNumberId, DemoPerson.Ana),
        (DemoNumbers.WhatsAppNorth.PhoneNumberId, DemoPerson.Bo),
        (DemoNumbers.WhatsAppSouth.PhoneNumberId, null),
    ];

    public static Writer Of(int number)
    {
        var (business, reader) = Numbers[number % Numbers.Length];
        return new(number, $"4915{number:000000000}", business, reader);
    }
}

/// <summary>One message that a customer writes. <paramref name="Name"/> is its text and ends its wamid.</summary>
public sealed record Saying(Writer Writer, string Name, long Seconds)
{
    public string Wamid => "wamid." + Name;
}

/// <summary>What is said between two checks: the same for the same seed, but for the time of day.</summary>
public static class Script
{
    public const int Customers = 400;
    private const int SameSecond = 3;

    public static string NameOf(int seed, int round) => $"F{seed}r{round}";

    /// <summary>The first customers, each once.</summary>
    public static IReadOnlyList<Saying> Greetings(int seed, int customers, long now) =>
        [
            .. Enumerable
                .Range(0, customers)
                .Select(number => new Saying(Writer.Of(number), $"{NameOf(seed, 0)}c{number}i0.", now)),
        ];

    /// <summary>In the order in which it is posted. Some are shuffled, some were delayed by days.</summary>
    public static IReadOnlyList<Saying> Of(int seed, int round, int messages, long now)
    {
        var random = new Random(unchecked((seed * 31) + (round * 7919)));
        var writers = Enumerable.Range(0, Math.Clamp(messages / 8, 8, Customers)).Select(Writer.Of).ToArray();
        var said = new int[writers.Length];
        var sayings = new List<Saying>(messages);
        for (var index = 0; index < messages; index++)
        {
            var writer = random.Next(writers.Length);
            var place = said[writer]++;
            var seconds = now + (place / SameSecond);
            if (random.Next(100) < 3)
            {
                seconds -= random.Next(1, 6) * 86_400;
            }

            sayings.Add(new(writers[writer], $"{NameOf(seed, round)}c{writer}i{place}.", seconds));
        }

        for (var index = 1; index < sayings.Count; index++)
        {
            if (random.Next(100) < 10)
            {
                var other = Math.Max(0, index - random.Next(1, 20));
                (sayings[index], sayings[other]) = (sayings[other], sayings[index]);
            }
        }

        return sayings;
    }
}
