using System.Net.Http.Headers;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Trunkline.Organizations.Contracts;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Organizations;

/// The demo bank, one for all tests of a class. Each test takes a feature that nobody else switches.
public sealed class BankHost : IAsyncLifetime
{
    private const int Features = 30;

    private static readonly Dictionary<string, (string Organization, string Role)> Programs = new()
    {
        ["admin"] = ("ABC Bank", "Everything"),
        ["whatsapp.admin"] = ("WhatsApp", "Setup and Accounts"),
        ["north.admin"] = ("WhatsApp North", "Setup"),
        ["accounts.admin"] = ("WhatsApp", "Accounts"),
        ["ops.admin"] = ("Operations", "Everything"),
    };

    private readonly Dictionary<string, string> ids = [];
    private readonly Dictionary<string, string> tokens = [];
    private int taken;

    internal TrunklineHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await A.Host()
            .WithDemo()
            .With(services =>
            {
                foreach (var number in Enumerable.Range(1, Features))
                {
                    var detail = new FeatureDetail("Who sees it", "Everybody in the organization.");
                    services.AddFeature(
                        new Feature(
                            new FeatureKey($"calendar-{number}"),
                            $"Calendar {number}",
                            "Appointments.",
                            [detail]
                        )
                    );
                }
            })
            .Start();
        using var admin = await Enter("admin");
        foreach (
            var switcher in (await admin.Open("/portal")).Document.QuerySelectorAll<IHtmlAnchorElement>(
                ".switcher-tree a"
            )
        )
        {
            ids[switcher.TextContent.Trim()] = new Uri(switcher.Href).Segments[3].TrimEnd('/');
        }
        foreach (var (mailbox, (organization, role)) in Programs)
        {
            tokens[mailbox] = await Token(admin, mailbox, organization, role);
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    internal Bank Open() => new(this, Interlocked.Increment(ref taken));

    internal string IdOf(string organization) => ids[organization];

    /// An administrator at the browser, with a program of the same rights for the API.
    internal async Task<Visitor> SignIn(string mailbox)
    {
        var visitor = await Enter(mailbox);
        visitor.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens[mailbox]);
        return visitor;
    }

    private async Task<Visitor> Enter(string mailbox)
    {
        var visitor = Host.Visitor();
        var page = await visitor.Open("/portal/sign-in");
        await page.Form("Sign in")
            .Fill("E-mail address", $"{mailbox}@abcbank.example")
            .Fill("Password", TrunklineHost.DemoPassword)
            .Submit();
        return visitor;
    }

    private async Task<string> Token(Visitor admin, string name, string organization, string role)
    {
        var form = await admin.Open($"/portal/o/{ids[organization]}/api-users/new");
        var made = await form.Form("Create API user").Fill("Name of the program", name).Fill("Role", role).Submit();
        return made.Field("Token").GetAttribute("value")!;
    }
}

/// The bank as one test sees it, with its feature.
internal sealed class Bank(BankHost host, int number)
{
    public string Feature => $"calendar-{number}";

    public string Label => $"Calendar {number}";

    public string this[string organization] => host.IdOf(organization);

    public Task<Visitor> SignIn(string mailbox) => host.SignIn(mailbox);

    public string Page(string organization) => $"/portal/o/{this[organization]}/setup/features/{Feature}";

    public string Api(string organization) => ApiAt(this[organization]);

    public Task<ApiAnswer> Switch(Visitor visitor, string organization, string value, long? expectedVersion = null) =>
        SwitchAt(visitor, this[organization], value, expectedVersion);

    public Task<ApiAnswer> SwitchAt(Visitor visitor, string id, string value, long? expectedVersion = null) =>
        visitor.Api(HttpMethod.Put, ApiAt(id), new { value, expectedVersion });

    public async Task<JsonElement> Setting(Visitor visitor, string organization) =>
        (await visitor.Api(HttpMethod.Get, Api(organization))).Json;

    public Task<string> State(Visitor visitor, string organization) => StateAt(visitor, this[organization]);

    public async Task<string> StateAt(Visitor visitor, string id)
    {
        var setting = (await visitor.Api(HttpMethod.Get, ApiAt(id))).Json;
        return (setting.GetProperty("enabled").GetBoolean() ? "on" : "off")
            + (setting.GetProperty("inherited").GetBoolean() ? " inherited" : "");
    }

    /// The recorded changes of this test's feature, newest first.
    public async Task<IReadOnlyList<JsonElement>> Changes(Visitor visitor, string kind) =>
        [
            .. (await visitor.Api(HttpMethod.Get, $"/api/v1/changes?limit=200&kind={kind}"))
                .Json.GetProperty("items")
                .EnumerateArray()
                .Where(change =>
                    change.GetProperty("subject").GetString()!.StartsWith($"{Label} ", StringComparison.Ordinal)
                ),
        ];

    /// A new account, by its id.
    public async Task<string> Add(Visitor visitor, string organization)
    {
        var added = await visitor.Api(
            HttpMethod.Post,
            "/api/v1/accounts",
            new
            {
                organization = this[organization],
                firstName = "Somebody",
                lastName = "New",
                email = $"{Guid.NewGuid():N}@abcbank.example",
            }
        );
        return added.Json.GetProperty("id").GetString()!;
    }

    public Task<ApiAnswer> SwitchAccount(Visitor visitor, string account, string value) =>
        visitor.Api(
            HttpMethod.Patch,
            $"/api/v1/accounts/{account}",
            new { features = new Dictionary<string, string> { [Feature] = value } }
        );

    public Task<ApiAnswer> MoveAccount(Visitor visitor, string account, string organization) =>
        visitor.Api(HttpMethod.Patch, $"/api/v1/accounts/{account}", new { organization = this[organization] });

    public async Task<string> AccountState(Visitor visitor, string account) =>
        (await visitor.Api(HttpMethod.Get, $"/api/v1/accounts/{account}"))
            .Json.GetProperty("features")
            .GetProperty(Feature)
            .GetProperty("enabled")
            .GetBoolean()
            ? "on"
            : "off";

    public Task<ApiAnswer> Move(Visitor visitor, string id, string toId) =>
        visitor.Api(HttpMethod.Post, $"/api/v1/organizations/{id}/move", new { to = toId });

    public Task<ApiAnswer> Revert(Visitor visitor, string? change) =>
        visitor.Api(HttpMethod.Post, $"/api/v1/changes/{change}/revert");

    public async Task<string> Create(Visitor visitor, string parentId, string name)
    {
        var created = await visitor.Api(
            HttpMethod.Post,
            $"/api/v1/organizations/{parentId}/sub-organizations",
            new { name }
        );
        return created.Json.GetProperty("id").GetString()!;
    }

    private string ApiAt(string id) => $"/api/v1/organizations/{id}/features/{Feature}";
}
