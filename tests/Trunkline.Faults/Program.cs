using System.Globalization;
using Trunkline.Faults;
using Trunkline.Faults.Proofs;
using Trunkline.TestKit.Databases;

// dev/faults: every fault under load, then every promise. See docs/measuring.md.
string[] options = ["--kills", "--messages", "--seed", "--away", "--only", "--patience"];
if (args.Length % 2 != 0 || args.Where((_, index) => index % 2 == 0).Except(options).Any())
{
    Console.Error.WriteLine(
        $"dev/faults accepts {string.Join(", ", options)}, each with a value; not {string.Join(' ', args)}."
    );
    return 2;
}

var kills = Option("--kills", 200);
var messages = Option("--messages", 1_000_000);
var seed = Option("--seed", (int)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1_000_000));
var away = TimeSpan.FromSeconds(Option("--away", 60));
var only = Text("--only");
var patience = TimeSpan.FromSeconds(Option("--patience", 180));

Console.WriteLine($"Seed {seed}; repeat with: dev/faults --kills {kills} --messages {messages} --seed {seed}");
(Scenario Scenario, double Kills, double Messages)[] plan =
[
    (Scenarios.ServerKilled(Store.Sqlite), 0.35, 0.30),
    (Scenarios.ServerKilled(Store.PostgreSql), 0.30, 0.30),
    (Scenarios.OneOfThreeKilled, 0.20, 0.20),
    (Scenarios.PostgreSqlKilled, 0.15, 0.10),
    (Scenarios.MachineLost, 0, 0.02),
    (Scenarios.PrimaryLost, 0, 0.05),
    (Scenarios.AllRestarted, 0, 0.02),
    (Scenarios.PostgreSqlGone(away), 0, 0.02),
    (Scenarios.DiskFull(Store.Sqlite), 0, 0.02),
    (Scenarios.DiskFull(Store.PostgreSql), 0, 0.02),
    (Scenarios.ClockSet(Store.Sqlite), 0, 0.01),
    (Scenarios.ClockSet(Store.PostgreSql), 0, 0.01),
    (Scenarios.GraphInTrouble(Store.Sqlite), 0, 0.01),
    (Scenarios.GraphInTrouble(Store.PostgreSql), 0, 0.01),
];

var (proven, asked) = (true, 0);
var leftOut = new List<string>();
foreach (var store in new[] { Store.Sqlite, Store.PostgreSql })
{
    if (only is not null && !$"commit before the answer ({store})".Contains(only, StringComparison.OrdinalIgnoreCase))
    {
        continue;
    }

    asked++;
    if (store is Store.PostgreSql && PostgreSqlServer.Missing is { } absent)
    {
        leftOut.Add($"commit before the answer ({store})");
        Console.WriteLine(absent);
        continue;
    }

    try
    {
        if (SystemCalls.Missing is { } unseen)
        {
            leftOut.Add($"commit before the answer ({store})");
            Console.WriteLine(unseen);
            continue;
        }

        Console.WriteLine(await CommitBeforeAnswer.Show(store));
    }
    catch (Exception error) when (error is not OutOfMemoryException)
    {
        proven = false;
        Console.WriteLine($"NOT shown that the commit reaches the disk before the 200: {error.Message}");
    }
}

var outcomes = new List<Outcome>();
foreach (var (place, (scenario, share, part)) in plan.Index())
{
    var name = $"{scenario.Name} ({scenario.Store})";
    if (only is not null && !name.Contains(only, StringComparison.OrdinalIgnoreCase))
    {
        continue;
    }

    asked++;
    var missing = scenario.Missing ?? (scenario.Store is Store.PostgreSql ? PostgreSqlServer.Missing : null);
    if (missing is not null)
    {
        leftOut.Add(name);
        Console.WriteLine($"-- {name}: left out, since {missing}");
        continue;
    }

    Console.WriteLine($"-- {name}");
    var strikes = share > 0 ? (int)Math.Ceiling(kills * share) : scenario.Strikes;
    var outcome = await scenario.RunToTheEnd(strikes, (int)(messages * part), seed + place, patience);
    foreach (var problem in outcome.Problems.Take(20))
    {
        Console.WriteLine($"   {problem}");
    }

    if (!outcome.Holds && outcome.Journal.Path != "")
    {
        Console.WriteLine($"   What the sender saw: {outcome.Journal.Path}");
    }

    Console.WriteLine(outcome);
    outcomes.Add(outcome);
}

if (asked == 0)
{
    Console.Error.WriteLine(
        $"Nothing has \"{only}\" in its name. There are: commit before the answer, {string.Join(", ", plan.Select(one => one.Scenario.Name).Distinct())}."
    );
    return 2;
}

var holds = proven && outcomes.TrueForAll(outcome => outcome.Holds);
Console.WriteLine();
Console.WriteLine(Outcome.Head);
outcomes.ForEach(Console.WriteLine);
Console.WriteLine(
    $"{outcomes.Sum(outcome => outcome.Struck)} faults, {outcomes.Sum(outcome => outcome.Journal.Acknowledged):N0} acknowledged messages, seed {seed}: {(holds ? "every promise that was looked at holds" : "NOT every promise holds")}{(leftOut.Count > 0 ? $"; left out: {string.Join(", ", leftOut)}" : "")}"
);
return holds ? 0 : 1;

string? Text(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}

int Option(string name, int otherwise) =>
    Text(name) is { } text
        ? int.Parse(text.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
        : otherwise;
