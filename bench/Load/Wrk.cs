using System.Diagnostics;
using System.Globalization;

namespace Trunkline.Bench.Load;

/// <summary>One run of Debian's wrk: a client in C, since one in .NET is slower than the server and would hide it.</summary>
internal static class Wrk
{
    /// <param name="Sent">Distinct webhooks.</param>
    /// <param name="Told">Of those refused, the ones that were told when to come again.</param>
    /// <param name="RanOut">More would have fitted into the time.</param>
    internal sealed record Result(
        TimeSpan Took,
        long Sent,
        long Ok,
        long Refused,
        long Told,
        bool RanOut,
        long Errors,
        TimeSpan P99
    )
    {
        public double PerSecond => Ok / Took.TotalSeconds;
    }

    /// <param name="perSecond">Zero: as fast as they are answered.</param>
    public static async Task<Result> Run(
        Uri server,
        Requests requests,
        TimeSpan duration,
        int connections = 256,
        double perSecond = 0
    )
    {
        string[] arguments =
        [
            $"-t{Requests.Threads}",
            $"-c{connections}",
            string.Create(CultureInfo.InvariantCulture, $"-d{Math.Ceiling(duration.TotalSeconds)}s"),
            "--timeout",
            "30s",
            "-s",
            Path.Combine(AppContext.BaseDirectory, "Load", "post.lua"),
            server.ToString(),
            "--",
            requests.Folder,
            requests.Size.ToString(CultureInfo.InvariantCulture),
            (perSecond / Requests.Threads).ToString(CultureInfo.InvariantCulture),
        ];
        using var process = Process.Start(
            new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var (result, stopped) = ((string?)null, 0);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            result = line.StartsWith("RESULT ", StringComparison.Ordinal) ? line : result;
            if (line == "STOPPED" && ++stopped == Requests.Threads)
            {
                using var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
                await interrupt.WaitForExitAsync();
            }
        }

        await process.WaitForExitAsync();
        if (result is null)
        {
            throw new InvalidOperationException($"wrk gave no result: {await errors}");
        }

        var numbers = result
            .Split(' ')[1..]
            .Select(number => long.Parse(number, CultureInfo.InvariantCulture))
            .ToArray();
        return new(
            TimeSpan.FromMicroseconds(numbers[0]),
            numbers[2],
            numbers[3],
            numbers[4],
            numbers[5],
            numbers[6] > 0,
            numbers[7],
            TimeSpan.FromMicroseconds(numbers[8])
        );
    }
}
