namespace Trunkline.Faults.Striking;

/// <summary>WhatsApp's side fails in each of its ways, one after the other and mixed.</summary>
internal static class GraphTrouble
{
    private const int Each = 6;

    public static async Task Make(Strike strike)
    {
        var simulator = strike.Stage.Bank.Simulator;
        object[] faults =
        [
            new
            {
                kind = "slowAnswer",
                delaySeconds = 2,
                times = Each,
            },
            new
            {
                kind = "errorAnswer",
                code = 131000,
                times = Each,
            },
            new
            {
                kind = "errorAnswer",
                code = 130429,
                times = Each,
            },
            new { kind = "htmlAnswer", times = Each },
            new { kind = "lostAnswer", times = Each },
        ];
        foreach (var fault in faults.OrderBy(_ => strike.Random.Next()))
        {
            await simulator.Fault(fault);
        }

        await strike.Traffic;
    }
}
