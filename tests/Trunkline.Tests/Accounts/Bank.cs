using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Trunkline.Accounts.Contracts;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Accounts;

/// The demo bank, in which each test founds an organization of its own below WhatsApp North, whose shared number everybody there may use.
public sealed class Bank : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Visitor> administrators = new();

    public Bank() { }

    /// For a host that the test disposes of itself.
    internal Bank(TrunklineHost host) => Host = host;

    public TrunklineHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await A.Host().WithDemo().Start();

    public async ValueTask DisposeAsync()
    {
        foreach (var visitor in administrators.Values)
        {
            visitor.Dispose();
        }

        await Host.DisposeAsync();
    }

    /// A signed-in administrator: "admin", "whatsapp.admin", "north.admin", "accounts.admin" or "ops.admin".
    public async Task<Visitor> Administrator(string mailbox = "admin")
    {
        if (administrators.TryGetValue(mailbox, out var known))
        {
            return known;
        }

        var visitor = Host.Visitor();
        var door = await visitor.Open("/portal/sign-in");
        var inside = await door.Form("Sign in")
            .Fill("E-mail address", $"{mailbox}@abcbank.example")
            .Fill("Password", TrunklineHost.DemoPassword)
            .Submit();
        inside.Path.ShouldStartWith("/portal/o/");
        return administrators[mailbox] = visitor;
    }

    /// The address below which an organization's pages lie.
    public async Task<string> PlaceOf(string organization)
    {
        var page = await (await Administrator()).Open("/portal");
        var href = page
            .Document.QuerySelectorAll("a[href]")
            .First(link => link.TextContent.Trim() == organization)
            .GetAttribute("href")!;
        return Regex.Match(href, "^/portal/o/[0-9a-f-]+").Value;
    }

    public async Task<Place> NewPlace(string below = "WhatsApp North")
    {
        var admin = await Administrator();
        var name = $"Branch {Guid.CreateVersion7():N}";
        var form = await admin.Open($"{await PlaceOf(below)}/organizations/new");
        (await form.Form("Create sub-organization").Fill("Name", name).Submit()).Status.ShouldBe(
            System.Net.HttpStatusCode.OK
        );
        return new Place(name, await PlaceOf(name));
    }

    public async Task TurnOn(Place place)
    {
        var page = await (await Administrator()).Open($"{place.Address}/setup/features/whatsapp-messaging");
        await page.Form("Save").Tick("Enable WhatsApp Messaging").Submit();
    }

    public async Task TurnOff(Place place)
    {
        var page = await (await Administrator()).Open($"{place.Address}/setup/features/whatsapp-messaging");
        var review = await page.Form("Review changes").Untick("Enable WhatsApp Messaging").Submit();
        var button = review
            .Document.QuerySelectorAll("button")
            .Select(one => one.TextContent.Trim())
            .First(text => text.StartsWith("Turn off", StringComparison.Ordinal));
        await review.Press(button);
    }

    /// Adds a person through the portal; the link is what the administrator could copy.
    public async Task<Invited> Invite(Place place, string firstName = "Mia", string whatsApp = "follow")
    {
        var email = $"{firstName}.{Guid.CreateVersion7():N}@abcbank.example".ToLowerInvariant();
        var form = await (await Administrator()).Open($"{place.Address}/accounts/invite");
        var added = await form.Form("Save & Invite")
            .Fill("First name", firstName)
            .Fill("Last name", "Wolf")
            .Fill("E-mail", email)
            .Fill("WhatsApp Messaging", $"whatsapp-messaging:{whatsApp}")
            .Submit();
        added.Text.ShouldContain("The invitation is made.");
        return new Invited(email, LinkOn(added), await IdOf(email));
    }

    public static string LinkOn(Page page) =>
        new Uri(page.Field("Invitation link").GetAttribute("value")!).AbsolutePath;

    public async Task<Visitor> Join(Invited invited, string password = "lantern orchard velvet 7")
    {
        var visitor = Host.Visitor();
        var page = await visitor.Open(invited.Link);
        var welcome = await page.Form("Join").Fill("Choose a password", password).Submit();
        welcome.Path.ShouldBe("/app/welcome");
        return visitor;
    }

    /// A person who has long joined.
    public async Task<Person> Employ(Place place, string firstName = "Mia")
    {
        var invited = await Invite(place, firstName);
        var visitor = await Join(invited);
        // What follows from joining asks what holds when it runs, so late it would tell of what the test does next.
        await Quiet();
        return new Person(invited, visitor);
    }

    public async Task<Visitor> SignIn(string email, string password = "lantern orchard velvet 7")
    {
        var visitor = Host.Visitor();
        var door = await visitor.Open("/app/sign-in?returnUrl=/app/features");
        var inside = await door.Form("Sign in").Fill("E-mail", email).Fill("Password", password).Submit();
        inside.Path.ShouldBe("/app/features");
        return visitor;
    }

    public async Task<AccountId> IdOf(string email)
    {
        var id = (await Host.Database.Ask($"SELECT id FROM accounts_account WHERE email = '{email}'")).Single();
        return new(Guid.Parse(id));
    }

    public async Task<Page> Editor(Place place, AccountId account, string administrator = "admin") =>
        await (await Administrator(administrator)).Open($"{place.Address}/accounts/{account}/edit");

    /// The records of this kind about accounts of this name, newest last, with what was there before and after.
    public Task<IReadOnlyList<string>> Records(string kind, Place place) =>
        Host.Database.Ask(
            $"SELECT before, after FROM auditing_change WHERE kind = '{kind}' AND organization_name = '{place.Name}' ORDER BY at"
        );

    /// Until all follow-up work that is due has been done.
    public Task Quiet() =>
        Eventually.True(
            "all due jobs done",
            async () => (await Host.Database.Ask("SELECT kind FROM platform_job WHERE set_aside_at IS NULL")).Count == 0
        );
}

public sealed record Place(string Name, string Address);

public sealed record Invited(string Email, string Link, AccountId Id);

public sealed record Person(Invited Invited, Visitor Visitor)
{
    public AccountId Id => Invited.Id;

    /// Whether the next page of the app shows the pop-up.
    public async Task<bool> SeesPopup() => (await Visitor.Open("/app/features")).Text.Contains(Popup);

    public const string Popup = "WhatsApp Messaging is now available";
}
