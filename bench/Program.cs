using Trunkline.Bench.Ceiling;
using Trunkline.Bench.Measures;
using Trunkline.Bench.Measuring;

// dev/bench: one table of ratios, each measured in one run. See docs/measuring.md.
if (args is [CeilingHost.Argument])
{
    await CeilingHost.Run();
    return 0;
}

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
    new Growth(),
];
var place = Array.IndexOf(args, "--only");
var only = place >= 0 && place + 1 < args.Length ? args[place + 1].Split(',') : null;
var unknown = args.Where((_, index) => place < 0 || index != place + 1)
    .Except(["--quick", "--growth", "--only"])
    .Concat((only ?? []).Except(measures.Select(one => one.Name)))
    .ToList();
if (unknown.Count > 0 || (place >= 0 && only is null))
{
    Console.Error.WriteLine(
        $"dev/bench accepts --quick, --growth, and --only with one or several of {string.Join(", ", measures.Select(one => one.Name))}, separated by commas; not {string.Join(' ', args)}."
    );
    return 2;
}

var disk = DriveInfo
    .GetDrives()
    .Where(drive => Path.GetTempPath().StartsWith(drive.Name, StringComparison.Ordinal))
    .MaxBy(drive => drive.Name.Length)!;
if (disk.DriveFormat is "tmpfs" or "ramfs")
{
    Console.Error.WriteLine(
        $"{Path.GetTempPath()} is memory, where making something durable costs nothing: set TMPDIR to a folder on a disk."
    );
    return 2;
}

var plan = args.Contains("--quick") ? Plan.Quick : Plan.Full;
var lines = new List<Line>();
foreach (var measure in measures.Where(Wanted))
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
    $"\n{plan.Rounds} rounds, medians with minimum and maximum; {Environment.ProcessorCount} processors, {disk.DriveFormat}, load average {Load()}."
);
return lines.TrueForAll(line => line.Holds) ? 0 : 1;

bool Wanted(IMeasure measure) =>
    only is null ? measure is not Growth || args.Contains("--growth") : only.Contains(measure.Name);

static string Load() =>
    File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";
