using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Trunkline.Faults.Proofs;

/// <summary>One system call as Debian's strace saw it: when it began, when it returned, and what it said.</summary>
internal sealed record SystemCall(string Name, double Began, double Returned, string Arguments, string Result);

/// <summary>Watches running processes until it is told to stop.</summary>
internal sealed partial class SystemCalls : IAsyncDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly Process strace;

    private SystemCalls(IReadOnlyCollection<int> processes, string calls)
    {
        strace = Process.Start(
            new ProcessStartInfo(
                "strace",
                [
                    "-f",
                    "-ttt",
                    "-T",
                    "-y",
                    "-s",
                    "16384",
                    "-e",
                    $"trace={calls}",
                    "-o",
                    file,
                    .. processes.SelectMany(process => new[] { "-p", process.ToString(CultureInfo.InvariantCulture) }),
                ]
            )
            {
                RedirectStandardError = true,
            }
        )!;
    }

    /// <summary>Why nothing can be watched here.</summary>
    public static string? Missing { get; } =
        File.Exists("/usr/bin/strace") ? null : "strace is not installed (Debian: apt-get install strace)";

    /// <summary>Answers when all of them are watched.</summary>
    public static async Task<SystemCalls> Watch(IReadOnlyCollection<int> processes, string calls)
    {
        var watching = new SystemCalls(processes, calls);
        var attached = 0;
        while (attached < processes.Count)
        {
            var line =
                await watching.strace.StandardError.ReadLineAsync()
                ?? throw new InvalidOperationException("strace may not watch the processes here");
            attached += line.Contains(" attached", StringComparison.Ordinal) ? 1 : 0;
        }

        _ = watching.strace.StandardError.BaseStream.CopyToAsync(Stream.Null);
        return watching;
    }

    /// <summary>Stops watching and answers what happened, in the order of the beginnings.</summary>
    public async Task<IReadOnlyList<SystemCall>> Stop()
    {
        using (var interrupt = Process.Start("kill", ["-INT", strace.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await interrupt.WaitForExitAsync();
        }

        await strace.WaitForExitAsync();
        return [.. Read(File.ReadLines(file)).OrderBy(call => call.Began)];
    }

    public async ValueTask DisposeAsync()
    {
        if (!strace.HasExited)
        {
            await Stop();
        }

        strace.Dispose();
        File.Delete(file);
    }

    // A call during which another thread spoke comes in two lines.
    private static IEnumerable<SystemCall> Read(IEnumerable<string> lines)
    {
        var begun = new Dictionary<string, (double At, string Name, string Arguments)>();
        foreach (var match in lines.Select(line => Line().Match(line)).Where(match => match.Success))
        {
            var thread = match.Groups["thread"].Value;
            var at = double.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture);
            var took = match.Groups["took"] is { Success: true } told
                ? double.Parse(told.Value, CultureInfo.InvariantCulture)
                : 0;
            var rest = match.Groups["rest"].Value;
            if (Resumed().Match(rest) is { Success: true } resumed)
            {
                if (begun.Remove(thread, out var call))
                {
                    yield return new(
                        call.Name,
                        call.At,
                        at,
                        call.Arguments + resumed.Groups["rest"].Value,
                        Result(rest)
                    );
                }
            }
            else if (Call().Match(rest) is { Success: true } started)
            {
                var (name, arguments) = (started.Groups["name"].Value, started.Groups["rest"].Value);
                if (rest.EndsWith("<unfinished ...>", StringComparison.Ordinal))
                {
                    begun[thread] = (at, name, arguments);
                }
                else
                {
                    yield return new(name, at, at + took, arguments, Result(rest));
                }
            }
        }
    }

    private static string Result(string rest) => rest[(rest.LastIndexOf('=') + 1)..].Trim();

    [GeneratedRegex(
        @"^(?<thread>\d+)\s+(?<at>\d+\.\d+)\s+(?<rest>.*?)(\s+<(?<took>\d+\.\d+)>)?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Line();

    [GeneratedRegex(@"^<\.\.\. (?<name>\w+) resumed>(?<rest>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^(?<name>\w+)\((?<rest>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call();
}
