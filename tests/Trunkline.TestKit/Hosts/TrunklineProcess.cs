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

    private readonly ServerProcess process;
    private readonly TestFolder folder;

    private TrunklineProcess(ServerProcess process, TestFolder folder)
    {
        this.process = process;
        this.folder = folder;
    }

    public Uri Address => process.Address;

    public int Id => process.Id;

    /// <summary>Everything the process wrote.</summary>
    public string Said => process.Said;

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
        try
        {
            var information = Prepare(folder, Merge(database.Settings, settings), startup);
            return new TrunklineProcess(await ServerProcess.Start(information), folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Starts one that is expected to refuse; answers its exit code and what it wrote as errors.</summary>
    public static async Task<(int ExitCode, string Errors)> StartInVain(IReadOnlyDictionary<string, string?> settings)
    {
        using var folder = new TestFolder();
        using var process = new Process { StartInfo = Prepare(folder, settings, startup: null) };
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
    public Task Kill() => process.Kill();

    /// <summary>As an operator stops it.</summary>
    public Task Stop() => process.Stop();

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }

    // The tests' folder holds Web and everything that Web needs, beside the test assembly that may take part in the start.
    private static ProcessStartInfo Prepare(
        TestFolder folder,
        IReadOnlyDictionary<string, string?> settings,
        Assembly? startup
    )
    {
        var information = ServerProcess.Program("Trunkline.Web", startup?.GetName().Name);
        information.WorkingDirectory = folder.Path;
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

        return information;
    }

    internal static Dictionary<string, string?> Merge(
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
