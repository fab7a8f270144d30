using System.Net;
using System.Reflection;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Visits;

namespace Trunkline.TestKit.Hosts;

/// <summary>
/// The demo enterprise outside the demo: built servers as child processes on one database, WhatsApp as a process of its
/// own, WhatsApp Messaging on at WhatsApp as well as at Europe. Servers may be killed; they come back at their address.
/// </summary>
public sealed class RealBank : IAsyncDisposable
{
    private readonly TestFolder folder;

    private RealBank(
        TestDatabase database,
        SimulatorProcess simulator,
        TestFolder folder,
        IReadOnlyList<RealServer> servers
    )
    {
        Database = database;
        Simulator = simulator;
        this.folder = folder;
        Servers = servers;
    }

    public TestDatabase Database { get; }

    public SimulatorProcess Simulator { get; }

    public IReadOnlyList<RealServer> Servers { get; }

    public RealServer Server => Servers[0];

    /// <summary>
    /// Makes the enterprise, then starts the servers without the demo, as in production.
    /// </summary>
    public static async Task<RealBank> Start(
        TestDatabase database,
        int servers = 1,
        IReadOnlyDictionary<string, string?>? settings = null,
        Assembly? startup = null
    )
    {
        var folder = new TestFolder();
        var simulator = await SimulatorProcess.Start();
        var common = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["Data:Directory"] = folder.Path,
            ["Demo:Password"] = TrunklineHost.DemoPassword,
            ["WhatsApp:GraphBaseUrl"] = simulator.Graph.ToString(),
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        };
        var demo = new Dictionary<string, string?> { ["Demo:Enabled"] = "true" };
        var all = Enumerable
            .Range(0, servers)
            .Select(_ => new RealServer(database, FreePorts.One(), common, startup))
            .ToList();
        var bank = new RealBank(database, simulator, folder, all);
        try
        {
            await all[0].Start(demo);
            await Prepare(database, all[0]);
            await all[0].Kill();
            await Task.WhenAll(all.Select(server => server.Start()));
            await simulator.Tell(all[0].Address);
            // The network repeats quickly here what Meta repeats over days: a server is never away for long.
            await simulator.Behave(
                new
                {
                    retryAfter = Enumerable.Repeat(TimeSpan.FromMilliseconds(300), 400),
                    deliveryTimeout = TimeSpan.FromSeconds(5),
                }
            );
            return bank;
        }
        catch
        {
            await bank.DisposeAsync();
            throw;
        }
    }

    /// <summary>The token of someone's app session, for the API and, as a cookie, for the live stream.</summary>
    public async Task<AppSession> SignIn(DemoPerson person)
    {
        using var visitor = Server.Visitor();
        await visitor.SignIn(person);
        var cookie = visitor.Cookies.Single(one => one.Name == AppSession.Cookie);
        return new AppSession(cookie.Value.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }

        await Simulator.DisposeAsync();
        folder.Dispose();
    }

    private static async Task Prepare(TestDatabase database, RealServer server)
    {
        using var administrator = server.Visitor();
        await administrator.SignIn(DemoPerson.WhatsAppAdministrator);
        var organization = (
            await database.Ask("SELECT id FROM organizations_organization WHERE name = 'WhatsApp'")
        ).Single();
        var page = await administrator.Open($"/portal/o/{organization}/setup/features/whatsapp-messaging");
        await page.Form("Save").Tick("Enable WhatsApp Messaging").Submit();
    }
}

/// <summary>Someone signed in to the app.</summary>
public sealed record AppSession(string Token)
{
    internal const string Cookie = "__Host-trunkline-app";

    /// <summary>For the API.</summary>
    public void Authorize(HttpRequestMessage request) => request.Headers.Authorization = new("Bearer", Token);

    /// <summary>For pages and live streams.</summary>
    public void Enter(HttpRequestMessage request) => request.Headers.Add("Cookie", $"{Cookie}={Token}");
}

/// <summary>One server with an address that it keeps, whoever kills it.</summary>
public sealed class RealServer : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly Dictionary<string, string?> settings;
    private readonly Assembly? startup;
    private TrunklineProcess? process;

    internal RealServer(
        TestDatabase database,
        int port,
        IReadOnlyDictionary<string, string?> settings,
        Assembly? startup
    )
    {
        this.database = database;
        this.startup = startup;
        Address = new Uri($"http://{IPAddress.Loopback}:{port}");
        this.settings = new(settings) { ["ASPNETCORE_URLS"] = Address.ToString().TrimEnd('/') };
    }

    public Uri Address { get; }

    public int Id => process!.Id;

    public bool IsUp => process is not null;

    public string Said => process?.Said ?? "";

    public Visitor Visitor() => process!.Visitor();

    /// <param name="besides">Further settings, for this time.</param>
    /// <param name="startup">For this time, instead of the one that was named first.</param>
    public async Task Start(IReadOnlyDictionary<string, string?>? besides = null, Assembly? startup = null) =>
        process = await TrunklineProcess.Start(
            database,
            TrunklineProcess.Merge(settings, besides),
            startup ?? this.startup
        );

    public Task Kill() => End(running => running.Kill());

    /// <summary>With a goodbye.</summary>
    public Task Stop() => End(running => running.Stop());

    public async ValueTask DisposeAsync() => await Kill();

    private async Task End(Func<TrunklineProcess, Task> end)
    {
        if (process is { } running)
        {
            process = null;
            await end(running);
            await running.DisposeAsync();
        }
    }
}
