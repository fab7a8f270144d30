using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Payloads;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Faults.Traffic;

/// <summary>A customer who writes to one business number, and the employees who are told of it, if anybody is.</summary>
public sealed record Writer(int Number, string BusinessNumber, IReadOnlyList<DemoPerson> Readers)
{
    private const int OneMovesOf = 3;
    private const int Turns = 4;

    // So many rounds take longer than the minutes within which WhatsApp's tellings of a change are taken for one.
    private const int Again = 40;

    private static readonly (string Number, IReadOnlyList<DemoPerson> Readers)[] Numbers =
    [
        (DemoNumbers.Europe.PhoneNumberId, [DemoPerson.Cy]),
        (DemoNumbers.Ana.PhoneNumberId, [DemoPerson.Ana]),
        (DemoNumbers.WhatsAppNorth.PhoneNumberId, [DemoPerson.Bo, DemoPerson.Ana]),
        (DemoNumbers.WhatsAppSouth.PhoneNumberId, []),
    ];

    private bool EverMoves => Number % OneMovesOf == 0;

    public static Writer Of(int number)
    {
        var (business, readers) = Numbers[number % Numbers.Length];
        return new(number, business, readers);
    }

    public bool MovesIn(int round) => MovesUntil(round) > MovesUntil(round - 1);

    /// <summary>How often the customer has moved when this round is over.</summary>
    public int MovesUntil(int round) =>
        EverMoves && round > 0 ? (round + Again - 1 - (Number / OneMovesOf % Turns)) / Again : 0;

    /// <summary>By which names the customer goes after so many moves. Who moves has an id of WhatsApp's, which each move changes.</summary>
    public CustomerNames After(int moves) =>
        EverMoves
            ? new($"4916{Number:0000}{moves:00000}", $"DE.{Number:0000}{moves:00000}")
            : new($"4915{(WritesToTwo ? Number - 1 : Number):000000000}", null);

    /// <summary>The customer before this one is the same person, who writes to another number too.</summary>
    public bool WritesToTwo => Number % 6 == 5;
}
