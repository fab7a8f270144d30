using Trunkline.Bench.Ceiling;
using Trunkline.Bench.Measures;
using Trunkline.Bench.Measuring;

// dev/bench: one table of ratios, each measured in one run. See docs/measuring.md.
if (args is [CeilingHost.Argument])
{
    await CeilingHost.Run();
    return 0;
}

var plan = args.Contains("--quick") ? Plan.Quick : Plan.Full;
var place = Array.IndexOf(args, "--only");
var only = place >= 0 && place + 1 < args.Length ? args[place + 1].Split(',') : null;
IMeasure[] measures =
[
    new Decisions(),
    new Ingestion(),
    new WholePath(),
    new Latency(),
    new ManyStreams(),
    new Footprint(),
    new Outbox(),
    new Flip(),
    new Overload(),
    .. args.Contains("--growth") ? new IMeasure[] { new Growth() } : [],
];

var lines = new List<Line>();
foreach (var measure in measures.Where(one => only is null || only.Contains(one.Name)))
{
    Console.Error.WriteLine($"-- {measure.Name} (load {Load()})");
    try
    {
        await foreach (var line in measure.Run(plan))
        {
            Console.Error.WriteLine(line);
            lines.Add(line);
        }
    }
    catch (Exception error) when (error is not OutOfMemoryException)
    {
        Console.Error.WriteLine($"   could not be measured: {error.Message}");
        lines.Add(
            new Line(
                measure.Name,
                Figures.Of("", 0),
                null,
                $"not measured: {error.Message.Split('\n')[0]}",
                0,
                Bar.AtLeast(1)
            )
        );
    }
}

Console.WriteLine(Line.Head);
lines.ForEach(Console.WriteLine);
Console.WriteLine(
    $"\n{plan.Rounds} rounds, medians with minimum and maximum; {Environment.ProcessorCount} processors, load average {Load()}."
);
return lines.TrueForAll(line => line.Holds) ? 0 : 1;

static string Load() =>
    File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";
