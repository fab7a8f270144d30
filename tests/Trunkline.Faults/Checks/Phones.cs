using Trunkline.Faults.Traffic;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Faults.Checks;

/// <summary>What lies on all the phones that one customer has had, in the order in which WhatsApp took it.</summary>
/// <param name="texts">For each phone, the first one first.</param>
internal sealed class Phones(Writer customer, IReadOnlyList<IReadOnlyList<string>> texts)
{
    private readonly ILookup<string, string> all = texts.SelectMany(text => text).ToLookup(text => text);

    public static async Task<Phones> Read(SimulatorProcess simulator, Writer customer, int moves)
    {
        var texts = new List<IReadOnlyList<string>>();
        for (var times = 0; times <= moves; times++)
        {
            texts.Add(await simulator.TextsAt(customer.After(times).Phone));
        }

        return new(customer, texts);
    }

    /// <summary>How often it is there, wherever the customer was when it went out.</summary>
    public int Count(string text) => all[text].Count();

    /// <summary>What went to a number that the customer had left rounds before, and what overtook an earlier one.</summary>
    /// <param name="accepted">All that were written to this customer, in their order.</param>
    public IEnumerable<string> Astray(IReadOnlyList<Sending> accepted)
    {
        foreach (var sending in accepted)
        {
            if (texts.Take(sending.Left).Any(phone => phone.Contains(sending.Text)))
            {
                yield return $"{sending.Text} went to a number that customer {customer.Number} had left";
            }
        }

        var places = accepted.Select(sending => sending.Text).Index().ToDictionary(one => one.Item, one => one.Index);
        var arrived = texts.SelectMany(text => text).Where(places.ContainsKey).ToList();
        foreach (var (earlier, later) in arrived.Zip(arrived.Skip(1)))
        {
            if (places[earlier] > places[later])
            {
                yield return $"Customer {customer.Number} got {earlier} before {later}, which was written first";
            }
        }
    }
}
