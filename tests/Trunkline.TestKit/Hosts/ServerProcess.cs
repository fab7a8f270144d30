using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Trunkline.TestKit.Hosts;

/// <summary>A program of ours as a child process that says where it listens, and that can be killed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int MostRemembered = 5000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Whoever started them may end in any way; they end with him.
    private static readonly ConcurrentDictionary<Process, bool> Running = new();

    private readonly Process process;
    private readonly ConcurrentQueue<string> said;

    // Not stored, it would be collected and forgotten.
    private static readonly PosixSignalRegistration[] Goodbyes;

    static ServerProcess()
    {
        Goodbyes =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => KillAll()),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => KillAll()),
        ];
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();
        AppDomain.CurrentDomain.UnhandledException += (_, _) => KillAll();
    }

    private ServerProcess(Process process, ConcurrentQueue<string> said, Uri address)
    {
        this.process = process;
        this.said = said;
        Address = address;
    }

    public Uri Address { get; }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>What the process wrote, the newest thousands of lines.</summary>
    public string Said => string.Join('\n', said);

    /// <summary>One of the programs beside the tests, with everything that it needs.</summary>
    /// <param name="runtime">The program whose settings of the runtime it gets, where those are not its own.</param>
    public static ProcessStartInfo Program(
        string name,
        string? dependencies = null,
        string? runtime = null,
        params string[] arguments
    )
    {
        var here = AppContext.BaseDirectory;
        return new(
            "dotnet",
            [
                "exec",
                "--runtimeconfig",
                Path.Combine(here, $"{runtime ?? name}.runtimeconfig.json"),
                "--depsfile",
                Path.Combine(here, $"{dependencies ?? name}.deps.json"),
                Path.Combine(here, $"{name}.dll"),
                .. arguments,
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServerProcess> Start(ProcessStartInfo information)
    {
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string>();
        var process = new Process { StartInfo = information };
        void Hear(string? line)
        {
            if (line is null)
            {
                return;
            }

            said.Enqueue(line);
            if (said.Count > MostRemembered)
            {
                said.TryDequeue(out _);
            }

            const string Sign = "Now listening on: ";
            var at = line.IndexOf(Sign, StringComparison.Ordinal);
            if (at >= 0)
            {
                listening.TrySetResult(new Uri(line[(at + Sign.Length)..].Trim()));
            }
        }
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Start();
        Running.TryAdd(process, true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var ended = process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var first = await Task.WhenAny(
            listening.Task,
            ended,
            Task.Delay(Patience, TestContext.Current.CancellationToken)
        );
        if (first == listening.Task)
        {
            return new ServerProcess(process, said, await listening.Task);
        }

        process.Kill(entireProcessTree: true);
        Running.TryRemove(process, out _);
        throw new InvalidOperationException($"The process did not come to listen:\n{string.Join('\n', said)}");
    }

    /// <summary>Any other program that shall not outlive whoever started it.</summary>
    public static Process EndsWithUs(Process other)
    {
        Running.TryAdd(other, true);
        return other;
    }

    /// <summary>As when the machine loses power: no goodbye.</summary>
    public async Task Kill()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>As an operator stops it: it may finish what it has begun.</summary>
    public async Task Stop()
    {
        using var signal = Process.Start("kill", ["-TERM", $"{Id}"]);
        await signal.WaitForExitAsync();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await Kill();
        }

        Running.TryRemove(process, out _);
        process.Dispose();
    }

    private static void KillAll()
    {
        foreach (var running in Running.Keys)
        {
            try
            {
                running.Kill(entireProcessTree: true);
            }
            catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has ended by itself.
            }
        }
    }
}
