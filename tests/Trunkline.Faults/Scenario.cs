using System.Diagnostics;
using System.Globalization;
using Trunkline.Faults.Striking;
using Trunkline.Faults.Traffic;
using Trunkline.TestKit.Databases;

namespace Trunkline.Faults;

/// <summary>One kind of fault, struck several times under load on one database.</summary>
internal sealed record Scenario(string Name, Store Store, int Servers, Func<Strike, Task> Strike)
{
    /// <summary>Where the database lies, when not in an ordinary folder.</summary>
    public Func<Task<Ground>>? On { get; init; }

    /// <summary>An address at which PostgreSQL listens too, beside its socket.</summary>
    public string? ListensAt { get; init; }

    /// <summary>On two machines under Patroni instead of one PostgreSQL.</summary>
    public bool OnCluster { get; init; }

    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    /// <summary>Why this machine cannot show it.</summary>
    public string? Missing { get; init; }

    public int Sends { get; init; } = 40;

    /// <summary>How long WhatsApp takes to answer a send that it has accepted: so long some are under way when the fault strikes.</summary>
    public TimeSpan AnswersAfter { get; init; } = TimeSpan.FromSeconds(0.4);

    /// <summary>How many customers' messages each strike needs at least to be one.</summary>
    public int Fewest { get; init; } = 40;

    /// <summary>The outside comes in through a load balancer, and then nothing may be refused or cut off.</summary>
    public bool Balanced { get; init; }

    /// <summary>How often, where it is not a kill.</summary>
    public int Strikes { get; init; } = 2;

    /// <summary>Strikes and checks; what stands in the way of the scenario itself is a promise that does not hold.</summary>
    /// <param name="untilSent">Waits at the end until the outbox is empty, and judges each send by what became of it.</param>
    public async Task<Outcome> RunToTheEnd(
        int strikes,
        int messages,
        int seed,
        TimeSpan patience,
        bool untilSent = true
    )
    {
        var problems = new List<string>();
        var watch = Stopwatch.StartNew();
        var (struck, forPeople) = (0, 0);
        Stage? stage = null;
        try
        {
            using var ground = On is null ? null : await On();
            stage = await Stage.Open(this, seed, patience, ground?.Folder, Settings);
            await using (stage)
            {
                var each = Math.Max(messages / Math.Max(strikes, 1), Fewest);
                problems.AddRange(await stage.Greet(Math.Min(each, Script.Customers)));
                Console.Error.WriteLine($"   ready after {watch.Elapsed.TotalSeconds:N0} s");
                while (struck < strikes && problems.Count == 0)
                {
                    struck++;
                    problems.AddRange(await stage.Round(struck, each, Sends, Strike));
                    Console.Error.WriteLine(
                        $"   {struck} of {strikes}, {stage.Journal.Acknowledged:N0} messages, {watch.Elapsed.TotalSeconds:N0} s"
                    );
                }

                problems.AddRange(await stage.InTheEnd());
                var settled = untilSent && problems.Count == 0;
                (var sends, forPeople) = await stage.Promises.SendsOnce(settled);
                problems.AddRange(sends);
                if (settled)
                {
                    problems.AddRange(await stage.Promises.StatusesFound());
                }

                problems.AddRange(ProvedNothing(struck, stage.Journal));
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // What was found before it is not lost by it.
            problems.Add($"{error.GetType().Name}: {error.Message}");
        }

        var outcome = new Outcome(this, struck, stage?.Journal ?? Journal.Nothing, forPeople, watch.Elapsed, problems);
        if (outcome.Holds)
        {
            File.Delete(outcome.Journal.Path);
        }

        return outcome;
    }

    private IEnumerable<string> ProvedNothing(int struck, Journal journal)
    {
        if (struck == 0)
        {
            yield return "nothing was struck";
        }

        if (Interlocked.Read(ref journal.Read) == 0)
        {
            yield return "nobody could mark anything as read, so nothing is known of it";
        }

        if (journal.Moves == 0)
        {
            yield return "no customer has moved, so nothing is known of it";
        }

        var (refused, broken) = (journal.AllRefused, Interlocked.Read(ref journal.Broken));
        if (Balanced && refused + broken > 0)
        {
            yield return $"{refused} requests were refused and {broken} were cut off";
        }
    }
}

/// <summary>A folder with a property, such as being small.</summary>
internal sealed record Ground(string Folder, Action Leave) : IDisposable
{
    public void Dispose() => Leave();
}

/// <summary>What came of a scenario, as a line of the table.</summary>
internal sealed record Outcome(
    Scenario Scenario,
    int Struck,
    Journal Journal,
    int ForPeople,
    TimeSpan Took,
    IReadOnlyList<string> Problems
)
{
    public const string Head =
        "| fault | database | servers | struck | acknowledged | posts refused or broken | repeated | sends accepted | of them for a person | marked as read | customers moved | seconds | holds |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|";

    public bool Holds => Problems.Count == 0;

    private string Outages =>
        Journal.Outages.IsEmpty
            ? ""
            : $", acknowledging again after {string.Join(", ", Journal.Outages.Select(one => one.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)))} s";

    public override string ToString() =>
        $"| {Scenario.Name}{Outages} | {Scenario.Store} | {Scenario.Servers} | {Struck} | {Journal.Acknowledged:N0} | {Journal.AllRefused:N0} + {Journal.Broken:N0} | {Journal.Repeated:N0} | {Journal.Sends.Count:N0} | {ForPeople} | {Journal.Read:N0} | {Journal.Moves} | {Took.TotalSeconds:N0} | {(Holds ? "holds" : "falls short")} |";
}
