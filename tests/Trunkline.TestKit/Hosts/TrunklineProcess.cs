using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Reflection;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Visits;

namespace Trunkline.TestKit.Hosts;

/// <summary>The real host as a process of its own, which can be killed. The test's own assembly may add services to it.</summary>
public sealed class TrunklineProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly TestFolder folder;
    private readonly ConcurrentQueue<string> said;

    private TrunklineProcess(Process process, TestFolder folder, ConcurrentQueue<string> said, Uri address)
    {
        this.process = process;
        this.folder = folder;
        this.said = said;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Everything the process wrote.</summary>
    public string Said => string.Join('\n', said);

    /// <summary>
    /// Starts one and waits until it listens. A <paramref name="startup"/> assembly with an
    /// <c>IHostingStartup</c> takes part in the start, so a test can bring job handlers of its own.
    /// </summary>
    public static async Task<TrunklineProcess> Start(
        TestDatabase database,
        IReadOnlyDictionary<string, string?>? settings = null,
        Assembly? startup = null
    )
    {
        var folder = new TestFolder();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string>();
        var process = Prepare(folder, Merge(database.Settings, settings), startup);
        void Hear(string? line)
        {
            if (line is null)
            {
                return;
            }

            said.Enqueue(line);
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
            return new TrunklineProcess(process, folder, said, await listening.Task);
        }

        process.Kill(entireProcessTree: true);
        folder.Dispose();
        throw new InvalidOperationException($"The process did not come to listen:\n{string.Join('\n', said)}");
    }

    /// <summary>Starts one that is expected to refuse; answers its exit code and what it wrote as errors.</summary>
    public static async Task<(int ExitCode, string Errors)> StartInVain(IReadOnlyDictionary<string, string?> settings)
    {
        using var folder = new TestFolder();
        using var process = Prepare(folder, settings, startup: null);
        process.Start();
        _ = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("The process neither refused its settings nor ended.");
        }

        return (process.ExitCode, await errors);
    }

    public Visitor Visitor() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, Address);

    /// <summary>As when the machine loses power: no goodbye.</summary>
    public async Task Kill()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await Kill();
        }

        process.Dispose();
        folder.Dispose();
    }

    // The tests' folder holds Web and everything that Web needs, beside the test assembly that may take part in the start.
    private static Process Prepare(TestFolder folder, IReadOnlyDictionary<string, string?> settings, Assembly? startup)
    {
        var here = AppContext.BaseDirectory;
        var known = startup?.GetName().Name ?? "Trunkline.Web";
        var information = new ProcessStartInfo(
            "dotnet",
            [
                "exec",
                "--runtimeconfig",
                Path.Combine(here, "Trunkline.Web.runtimeconfig.json"),
                "--depsfile",
                Path.Combine(here, $"{known}.deps.json"),
                Path.Combine(here, "Trunkline.Web.dll"),
            ]
        )
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        information.Environment["ASPNETCORE_URLS"] = $"http://{IPAddress.Loopback}:0";
        information.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        information.Environment["Data__Directory"] = folder.Path;
        information.Environment["Demo__Enabled"] = "false";
        information.Environment["WhatsApp__GraphBaseUrl"] = "http://127.0.0.1:9"; // the discard port: nothing answers
        information.Environment["WhatsApp__AppSecret"] = TrunklineHost.AppSecret;
        information.Environment["WhatsApp__VerifyToken"] = TrunklineHost.VerifyToken;
        information.Environment["WhatsApp__AccessToken"] = TrunklineHost.AccessToken;
        if (startup is not null)
        {
            information.Environment["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = startup.GetName().Name;
        }

        foreach (var (name, value) in settings)
        {
            information.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new Process { StartInfo = information };
    }

    private static Dictionary<string, string?> Merge(
        IReadOnlyDictionary<string, string?> first,
        IReadOnlyDictionary<string, string?>? second
    )
    {
        var merged = new Dictionary<string, string?>(first);
        foreach (var (name, value) in second ?? new Dictionary<string, string?>())
        {
            merged[name] = value;
        }

        return merged;
    }
}
