namespace Trunkline.Bench.Measuring;

/// <summary>How long and how often; <c>--quick</c> is one short round of each.</summary>
internal sealed record Plan(int Rounds, TimeSpan Stretch, int Messages, TimeSpan Overload)
{
    /// <summary>As long as a server under full load takes to compile its hot paths for good: it does so beside the load.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    public static readonly Plan Full = new(5, TimeSpan.FromSeconds(10), 50_000, TimeSpan.FromSeconds(60));

    public static readonly Plan Quick = new(1, TimeSpan.FromSeconds(4), 2_000, TimeSpan.FromSeconds(10));
}

/// <summary>What goes on, for whoever waits; the table alone goes to the standard output.</summary>
internal static class Progress
{
    public static void Say(string words) =>
        Console.Error.WriteLine($"   {TimeProvider.System.GetLocalNow():HH:mm:ss} {words}");
}

/// <summary>One measure is one file; this is what each of them is.</summary>
internal interface IMeasure
{
    string Name { get; }

    /// <summary>Answers its lines, and throws when what it counted is not there: then it measured something else.</summary>
    IAsyncEnumerable<Line> Run(Plan plan);
}
