using System.Diagnostics;

namespace Trunkline.TestKit.Hosts;

/// <summary>
/// A program and everything that it starts, in a process namespace of its own: a small machine. It can lose power, by which
/// the kernel kills all of it in one instant, and it can be frozen: its sockets stay open and nobody answers. It loses
/// power when its owner ends, however that happens.
/// </summary>
public sealed class Machine : IAsyncDisposable
{
    // The first process of the namespace does what it is told, line by line; when nobody can tell it any more it ends, and
    // with it all others. It also inherits orphans, such as PostgreSQL from Patroni, and must collect them when they end:
    // bash does that while it reads, and not every shell does.
    private const string First = """
        log=$1
        shift
        "$@" >>"$log" 2>&1 </dev/null &
        while read -r line; do eval "$line"; done
        """;

    private static readonly string[] Namespace =
    [
        "unshare",
        .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["--user", "--map-current-user"],
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
    ];

    private readonly Process process;

    private Machine(Process process) => this.process = process;

    /// <summary>Why there can be none here, or null.</summary>
    public static string? Missing { get; } =
        OperatingSystem.IsLinux() && CanBe()
            ? null
            : "processes cannot be given a namespace of their own here; that needs Linux and root, or user namespaces";

    /// <summary>Runs a program as a user who is not root; what it writes is added to the log.</summary>
    public static Machine Start(string log, params string[] command)
    {
        string[] ordinary = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command]
            : command;
        return new(Run(["bash", "-c", First, "bash", log, .. ordinary]));
    }

    public Task Freeze() => Tell("kill -STOP -1");

    /// <summary>One line for a shell inside, where processes have other numbers than outside.</summary>
    public async Task Tell(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Loses power: when it returns, nothing of it runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static Process Run(IReadOnlyList<string> command)
    {
        string[] all = [.. Namespace, .. command];
        return Process.Start(
            new ProcessStartInfo(all[0], all[1..]) { RedirectStandardInput = true, WorkingDirectory = "/" }
        )!;
    }

    private static bool CanBe()
    {
        try
        {
            using var trial = Run(["true"]);
            trial.WaitForExit();
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
