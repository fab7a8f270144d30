using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.TestKit.Hosts;

/// <summary>WhatsApp as the simulator plays it, in a process of its own, with the demo's numbers.</summary>
public sealed class SimulatorProcess : IAsyncDisposable
{
    private const string App = "1000000000000001";

    private readonly ServerProcess process;

    private SimulatorProcess(ServerProcess process)
    {
        this.process = process;
        Http = new HttpClient { BaseAddress = new Uri(process.Address, "/simulator/admin/") };
    }

    /// <summary>The base address that Trunkline is given.</summary>
    public Uri Graph => new(process.Address, "/simulator/graph");

    /// <summary>The admin API; its README is src/WhatsApp.Simulator/README.md.</summary>
    public HttpClient Http { get; }

    public int Id => process.Id;

    public static async Task<SimulatorProcess> Start()
    {
        var information = ServerProcess.Program("Trunkline.WhatsApp.Simulator", "Trunkline.Web");
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://{IPAddress.Loopback}:0",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            ["Simulator__Apps__0__Id"] = App,
            ["Simulator__Apps__0__Secret"] = TrunklineHost.AppSecret,
            ["Simulator__Apps__0__VerifyToken"] = TrunklineHost.VerifyToken,
            ["Simulator__Apps__0__AccessTokens__0"] = TrunklineHost.AccessToken,
        };
        foreach (var (index, number) in DemoNumbers.All.Index())
        {
            settings[$"Simulator__Numbers__{index}__PhoneNumberId"] = number.PhoneNumberId;
            settings[$"Simulator__Numbers__{index}__DisplayNumber"] = number.Display;
            settings[$"Simulator__Numbers__{index}__VerifiedName"] = number.VerifiedName;
            settings[$"Simulator__Numbers__{index}__BusinessAccountId"] = DemoNumbers.BusinessAccountId;
        }

        foreach (var (name, value) in settings)
        {
            information.Environment[name] = value;
        }

        return new SimulatorProcess(await ServerProcess.Start(information));
    }

    /// <summary>Webhooks go to this server from now on; it must answer the challenge, which a cold one may do late.</summary>
    public Task Tell(Uri server)
    {
        var app = new
        {
            secret = TrunklineHost.AppSecret,
            verifyToken = TrunklineHost.VerifyToken,
            accessTokens = new[] { TrunklineHost.AccessToken },
            callbackUrl = new Uri(server, "/webhooks/whatsapp"),
        };
        return Eventually.True(
            "the callback address is verified",
            async () => (await Http.PutAsJsonAsync($"apps/{App}", app, JsonSerializerOptions.Web)).IsSuccessStatusCode,
            TimeSpan.FromMinutes(2)
        );
    }

    /// <summary>Changes how the network behaves: see SimulatedBehaviour.</summary>
    public async Task Behave(object behaviour) =>
        (await Http.PatchAsJsonAsync("behaviour", behaviour)).EnsureSuccessStatusCode();

    /// <summary>A person with a phone, who wrote to this number just now.</summary>
    public async Task AddCustomer(string phone, string number, string? userId = null) =>
        (
            await Http.PostAsJsonAsync(
                "customers",
                new
                {
                    name = $"Customer {phone}",
                    phone,
                    userId,
                    lastWrote = new Dictionary<string, DateTimeOffset> { [number] = TimeProvider.System.GetUtcNow() },
                }
            )
        ).EnsureSuccessStatusCode();

    /// <summary>The texts that this phone holds from businesses, once for every time that they were accepted.</summary>
    public async Task<IReadOnlyList<string>> TextsAt(string phone)
    {
        var holding = await Http.GetFromJsonAsync<JsonObject>($"customers/{phone}/phone");
        return
        [
            .. holding!["chats"]!
                .AsArray()
                .SelectMany(chat => chat!["messages"]!.AsArray())
                .Where(message => !message!["inbound"]!.GetValue<bool>())
                .Select(message => message!["text"]?.GetValue<string>() ?? ""),
        ];
    }

    /// <summary>Makes something go wrong: see the README of the simulator.</summary>
    public async Task Fault(object fault) => (await Http.PostAsJsonAsync("faults", fault)).EnsureSuccessStatusCode();

    public async Task NoFaults() => (await Http.DeleteAsync("faults")).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await process.DisposeAsync();
    }
}
