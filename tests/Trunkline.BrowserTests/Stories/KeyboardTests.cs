using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;

namespace Trunkline.BrowserTests.Stories;

/// <summary>The main line with nothing but a keyboard: Tab, Enter, Space, Escape and the arrows.</summary>
public sealed class KeyboardTests(Chromium chromium) : BrowserStory(chromium)
{
    [Fact]
    public async Task An_administrator_turns_the_feature_on_and_off_and_edits_an_account()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host.Address, person: "an administrator");
        await SignIn(portal, DemoPerson.WhatsAppAdministrator, "Organizations");

        await SwitchOrganization(portal, "WhatsApp North");
        await portal.TabBackTo(portal.MenuEntry("Setup"));
        await portal.Press("Enter");
        await portal.IsAt("Setup");
        await portal.Heading().HasFocus();
        await portal.Enter(portal.Link("Feature Settings"), "Feature Settings");
        await portal.Enter(portal.Link("WhatsApp Messaging"), "WhatsApp Messaging");

        await portal.TabTo(portal.Enable());
        await portal.Press("Space");
        await portal.Says("Saved. On for");
        await portal.IsOn();
        await portal.Enable().HasFocus();

        await portal.Press("Space");
        await portal.IsAt("Review: turn WhatsApp Messaging off in WhatsApp North");
        await portal.Heading().HasFocus();
        await portal.TabTo(portal.Content().GetByRole(AriaRole.Button, new() { NameRegex = new("^Turn off for") }));
        await portal.Press("Enter");
        await portal.Says("Saved. Off for");
        await portal.IsOff();
        await portal.Heading().HasFocus();

        await portal.TabBackTo(portal.MenuEntry("Accounts"));
        await portal.Press("Enter");
        await portal.IsAt("Accounts");
        await portal.Enter(portal.Link("Edit Ana Ruiz"), "Edit Ana Ruiz");
        await portal.TabTo(portal.Switch("WhatsApp Messaging"));
        await portal.Press("Space");
        await portal.TabTo(portal.Button("Save"));
        await portal.Press("Enter");
        await portal.Says("Saved");
        await Assertions.Expect(portal.Switch("WhatsApp Messaging")).ToBeCheckedAsync();
        await portal.Heading().HasFocus();
    }

    [Fact]
    public async Task An_employee_opens_a_chat_and_sends_a_message()
    {
        var host = await Start(A.Host().WithDemo());
        var app = await Browser(host.Address, person: "an employee");
        await SignIn(app, DemoPerson.Cy, "Chats");

        await app.Enter(app.Chat("Marta Nowak"), "Marta Nowak");
        await app.Heading().HasFocus();
        var composer = app.Composer("Marta Nowak");
        await app.TabTo(composer);
        await app.Type("Your licence is enough.");
        await app.Press("Enter");
        await app.Messages().Shows("Your licence is enough.").ToBeVisibleAsync();
        await composer.HasFocus();
        await Assertions.Expect(composer).ToHaveValueAsync("");

        await app.Press("Control+ArrowUp");
        await Message(app, "Your licence is enough.").HasFocus();
        await app.Press("ArrowUp");
        await Message(app, "And can my daughter come along?").HasFocus();
        await app.Press("Escape");
        await composer.HasFocus();
        await app.Type("Your daughter is welcome.");
        await app.Press("Enter");
        await app.Messages().Shows("Your daughter is welcome.").ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_the_details_have_the_focus_while_they_are_shown()
    {
        var host = await Start(A.Host().WithDemo());
        var app = await Browser(host.Address, Screen.Phone, person: "an employee");
        await SignIn(app, DemoPerson.Cy, "Chats");
        await app.Enter(app.Chat("Marta Nowak"), "Marta Nowak");
        await app.TabTo(app.Link("Details of Marta Nowak"));

        await app.Press("Enter");

        await Assertions.Expect(app.GetByText("You write from")).ToBeVisibleAsync();
        await app.Heading().HasFocus();
    }

    [Fact]
    public async Task A_live_message_takes_the_focus_from_nobody()
    {
        var host = await Start(A.Host().WithDemo());
        var app = await Browser(host.Address, person: "an employee");
        await app.AddInitScriptAsync(
            "window.EventSource = class extends EventSource { constructor(address) { super(address); window.stream = this; } }"
        );
        await SignIn(app, DemoPerson.Cy, "Chats");
        await app.Enter(app.Chat("Marta Nowak"), "Marta Nowak");
        var composer = app.Composer("Marta Nowak");

        // Whoever moves on in the very frame in which a message comes is where he went.
        await app.EvaluateAsync(
            """
            async () => {
              document.querySelector(".bubble-row").focus();
              stream.onmessage(new MessageEvent("message", { data: `<turbo-stream action="remove" target="nothing"></turbo-stream>` }));
              document.querySelector("textarea").focus();
              for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
            }
            """
        );
        await composer.HasFocus();

        // Who has the focus keeps it when the element comes anew, as a message does with its tick.
        var exchanged = await app.EvaluateAsync<bool>(
            """
            async () => {
              const row = document.querySelector(".bubble-row");
              row.focus();
              stream.onmessage(new MessageEvent("message", { data: `<turbo-stream action="replace" target="${row.id}"><template>${row.outerHTML}</template></turbo-stream>` }));
              for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
              return !row.isConnected && document.activeElement.id === row.id;
            }
            """
        );
        exchanged.ShouldBeTrue();

        // So does who stands on a chat in the list, which goes to the top when its customer writes.
        var stays = await app.EvaluateAsync<bool>(
            """
            async () => {
              const row = document.querySelector(".conversation:last-child");
              const link = row.querySelector("a");
              link.focus();
              stream.onmessage(new MessageEvent("message", { data:
                `<turbo-stream action="to-top" target="${row.parentElement.id}"><template>${row.outerHTML}</template></turbo-stream>` }));
              for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
              return !link.isConnected && document.activeElement === document.querySelector(".conversation:first-child > a");
            }
            """
        );
        stays.ShouldBeTrue();
    }

    [Fact]
    public async Task Escape_takes_the_pop_up_away_and_the_focus_stays_where_it_was()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        var app = await Browser(host, DemoPerson.Ana);
        var search = app.GetByRole(AriaRole.Searchbox, new() { Name = "Search chats by name or number", Exact = true });
        await app.TabTo(search);
        await portal.OpenWhatsAppMessaging("WhatsApp North");
        await portal.TurnOn();
        await Assertions.Expect(app.PopUp()).ToBeVisibleAsync();
        await search.HasFocus();

        await app.Press("Escape");

        await Assertions.Expect(app.PopUp()).ToHaveCountAsync(0);
        await search.HasFocus();
        await app.ReloadAsync();
        await app.MayBeginMessages();
        await Assertions.Expect(app.PopUp()).ToHaveCountAsync(0);
    }

    /// <summary>The skip link comes first, and leads into the page without fetching it again.</summary>
    private static async Task SignIn(IPage page, DemoPerson person, string arrives)
    {
        await page.GotoAsync($"{person.Face}/sign-in");
        var skip = page.GetByRole(AriaRole.Link, new() { Name = "Skip to content", Exact = true });
        await page.TabTo(skip);
        await page.EvaluateAsync("() => document.body.dataset.kept = 'yes'");
        await page.Press("Enter");
        await page.Content().HasFocus();
        await page.AtRest();
        await Assertions.Expect(page.Locator("body")).ToHaveAttributeAsync("data-kept", "yes");
        await page.TabTo(page.Content().Locator("input[type=email]"));
        await page.Type(person.Email);
        await page.TabTo(page.Content().Locator("input[type=password]"));
        await page.Type(TrunklineHost.DemoPassword);
        await page.Press("Enter");
        await page.IsAt(arrives);
    }

    /// <summary>In the menu of organizations the focus is in its search field, Escape returns it, the arrow leads to what was found.</summary>
    private static async Task SwitchOrganization(IPage portal, string name)
    {
        var menu = portal.Locator("details.switcher");
        var opener = menu.Locator("summary");
        var search = menu.GetByRole(AriaRole.Searchbox, new() { Name = "Find an organization", Exact = true });
        await portal.TabBackTo(opener);
        await portal.Press("Enter");
        await search.HasFocus();
        await portal.Press("Escape");
        await Assertions.Expect(search).ToBeHiddenAsync();
        await opener.HasFocus();

        await portal.Press("Enter");
        await search.HasFocus();
        await portal.Type(name);
        await portal.Press("ArrowDown");
        await menu.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).HasFocus();
        await portal.Press("Enter");
        await Assertions.Expect(opener).ToContainTextAsync(name);
        await portal.AtRest();
    }

    private static ILocator Message(IPage app, string words) =>
        app.Messages().GetByRole(AriaRole.Listitem).Filter(new() { HasText = words });
}
