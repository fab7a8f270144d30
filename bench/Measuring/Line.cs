using System.Globalization;

namespace Trunkline.Bench.Measuring;

/// <summary>Some rounds of one figure.</summary>
internal sealed record Figures(IReadOnlyList<double> Rounds, string Unit)
{
    public double Median => Rounds.Order().ElementAt(Rounds.Count / 2);

    public static Figures Of(string unit, params IEnumerable<double> rounds) => new([.. rounds], unit);

    public override string ToString() =>
        Rounds.Count == 1
            ? $"{Short(Median)} {Unit}"
            : $"{Short(Median)} {Unit} ({Short(Rounds.Min())} to {Short(Rounds.Max())})";

    private static string Short(double value) =>
        value.ToString(
            Math.Abs(value) switch
            {
                >= 100 => "N0",
                >= 1 => "0.##",
                _ => "0.####",
            },
            CultureInfo.InvariantCulture
        );
}

/// <summary>One line of the table. It holds or falls short by its ratio, never by an absolute.</summary>
/// <param name="Bar">Null: the figure is shown, and nothing is promised.</param>
internal sealed record Line(string Measure, Figures Ours, Figures? Against, string What, double Ratio, Bar? Bar)
{
    public const string Head = "| measure | ours | against | ratio | bar | holds |\n|---|---|---|---|---|---|";

    public bool Holds => Bar is null || Bar.Admits(Ratio);

    public override string ToString() =>
        $"| {Measure} | {Ours} | {(Against is null ? What : $"{What}: {Against}")} | {Ratio.ToString("0.###", CultureInfo.InvariantCulture)} | {Bar?.ToString() ?? "none"} | {(Holds ? "holds" : "falls short")} |";

    /// <summary>
    /// Both sides did a round in turn, so that the ratio is the median of the rounds' ratios: a machine that is slower for a while is
    /// so for both.
    /// </summary>
    public static Line Share(string measure, Figures ours, Figures against, string what, Bar? bar) =>
        new(measure, ours, against, what, Figures.Of("", RatiosOf(ours, against)).Median, bar);

    private static IEnumerable<double> RatiosOf(Figures ours, Figures against) =>
        ours.Rounds.Count == against.Rounds.Count
            ? ours.Rounds.Zip(against.Rounds, (one, other) => one / other)
            : throw new ArgumentException("Sides that took turns have as many rounds.", nameof(against));
}

internal sealed record Bar(double Value, bool IsMost)
{
    public static Bar AtLeast(double value) => new(value, false);

    public static Bar AtMost(double value) => new(value, true);

    /// <summary>Against nothing nothing holds.</summary>
    public bool Admits(double ratio) => double.IsFinite(ratio) && (IsMost ? ratio <= Value : ratio >= Value);

    public override string ToString() =>
        $"{(IsMost ? "at most" : "at least")} {Value.ToString("0.##", CultureInfo.InvariantCulture)}";
}
