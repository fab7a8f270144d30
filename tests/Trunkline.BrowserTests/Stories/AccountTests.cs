using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;

namespace Trunkline.BrowserTests.Stories;

/// <summary>The two switches of one account, and how a person comes to have one; numbers are those of the acceptance checks.</summary>
public sealed class AccountTests(Chromium chromium) : BrowserStory(chromium)
{
    private const string Messaging = "WhatsApp Messaging";
    private const string Restrict = "Restrict Incoming Social Messages";

    [Fact]
    public async Task Checks_16_21_and_22_The_two_switches_of_an_account_act_on_Save_and_only_for_who_holds_Setup()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();
        await portal.Edit("Ana Ruiz");
        await Assertions.Expect(portal.Switch(Messaging)).ToBeCheckedAsync();
        await portal.ShouldBeAccessible();

        await portal.Switch(Messaging).ClickAsync();
        await portal.Switch(Restrict).ClickAsync();
        await portal.Save();

        await Assertions.Expect(portal.Switch(Messaging)).Not.ToBeCheckedAsync();
        await Assertions.Expect(portal.Switch(Restrict)).ToBeCheckedAsync();
        var address = new Uri(portal.Url).AbsolutePath;
        await Assertions.Expect(await RecordedSaves(portal)).ToHaveCountAsync(1);
        var app = await Browser(host, DemoPerson.Ana);
        await Assertions.Expect(app.Heading()).ToHaveTextAsync("Chats");
        await app.MayNotBeginMessages();
        await Assertions.Expect(app.PopUp()).ToHaveCountAsync(0);
        await app.ShouldBeAccessible();

        var accounts = await Browser(host, DemoPerson.AccountsAdministrator, Screen.Phone);
        await accounts.GotoAsync(address);
        await Assertions.Expect(accounts.Switch(Messaging)).ToBeDisabledAsync();
        await Assertions.Expect(accounts.Switch(Restrict)).ToBeDisabledAsync();
        await accounts.ShouldBeAccessible();
    }

    [Fact]
    public async Task Check_22_Whoever_flips_both_switches_and_cancels_has_changed_nothing()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        var asked = new List<string>();
        portal.Dialog += (_, dialog) =>
        {
            asked.Add(dialog.Message);
            _ = dialog.AcceptAsync();
        };
        await portal.Edit("Ana Ruiz");
        await portal.Switch(Messaging).ClickAsync();
        await portal.Switch(Restrict).ClickAsync();
        await Assertions.Expect(portal.Switch(Messaging)).ToBeCheckedAsync();

        await portal.Follow(portal.Link("Cancel"), "Accounts");

        asked.ShouldBe(["Your changes are not saved. Leave anyway?"]);
        await portal.ShouldBeAccessible();
        await portal.Edit("Ana Ruiz");
        await Assertions.Expect(portal.Switch(Messaging)).Not.ToBeCheckedAsync();
        await Assertions.Expect(portal.Switch(Restrict)).Not.ToBeCheckedAsync();
        await Assertions.Expect(portal.GetByText("Set for this account")).ToHaveCountAsync(0);
        await Assertions.Expect(await RecordedSaves(portal)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Another_button_of_the_page_asks_before_what_was_entered_is_lost()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        var asked = new List<string>();
        portal.Dialog += (_, dialog) =>
        {
            asked.Add(dialog.Message);
            _ = asked.Count == 1 ? dialog.DismissAsync() : dialog.AcceptAsync();
        };
        await portal.Edit("Ana Ruiz");
        await portal.GetByLabel("First name").FillAsync("Anna");

        await portal.Button("Suspend").ClickAsync();

        asked.ShouldBe(["Your changes are not saved. Leave anyway?"]);
        await Assertions.Expect(portal.GetByLabel("First name")).ToHaveValueAsync("Anna");
        (
            await host.Database.Ask($"SELECT status FROM accounts_account WHERE email = '{DemoPerson.Ana.Email}'")
        ).ShouldBe(["Active"]);

        await portal.Button("Suspend").ClickAsync();

        await Assertions.Expect(portal.Button("Reactivate")).ToBeVisibleAsync();
        asked.Count.ShouldBe(2, "whoever has agreed is not asked once more");
        await Assertions.Expect(portal.GetByLabel("First name")).ToHaveValueAsync("Ana");
    }

    [Fact]
    public async Task Check_20_One_person_may_have_what_the_organization_has_not_until_it_is_turned_off_there_again()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        var ana = await Browser(host, DemoPerson.Ana);
        var bo = await Browser(host, DemoPerson.Bo);
        await portal.Edit("Ana Ruiz");
        await Assertions.Expect(Setting(portal)).ToContainTextAsync("Off in WhatsApp North");

        await portal.Switch(Messaging).ClickAsync();
        await portal.Save();

        await Assertions.Expect(Setting(portal)).ToContainTextAsync("Set for this account");
        await Assertions.Expect(Setting(portal)).ToContainTextAsync("Off in WhatsApp North");
        await ana.MayBeginMessages();
        await ana.ReloadAsync();
        await ana.MayBeginMessages();
        await ana.Follow(ana.NewMessage(), "New message");
        await ana.Button("Send request to Maria Gómez").ClickAsync();
        await Assertions.Expect(ana.Heading()).ToHaveTextAsync("Maria Gómez");
        await ana.Messages().Shows("Do you agree?").ToBeVisibleAsync();
        await ana.ShouldBeAccessible();
        await bo.ReloadAsync();
        await Assertions.Expect(bo.Heading()).ToHaveTextAsync("Chats");
        await bo.MayNotBeginMessages();

        await portal.OpenWhatsAppMessaging("WhatsApp North");
        await portal.TurnOn();
        await bo.MayBeginMessages();
        await portal.TurnOff();

        await ana.MayNotBeginMessages();
        await bo.MayNotBeginMessages();
        await portal.Edit("Ana Ruiz");
        await Assertions.Expect(portal.Switch(Messaging)).Not.ToBeCheckedAsync();
        await Assertions.Expect(Setting(portal)).Not.ToContainTextAsync("Set for this account");
    }

    [Fact]
    public async Task Check_17_Whoever_was_invited_before_and_joins_after_has_it_and_reads_so_in_the_welcome_not_in_a_pop_up()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        await portal.Edit("Dee Okafor");
        await portal.Follow(portal.Button("Make a link to copy"), "Invitations");
        var link = await portal.GetByLabel("Invitation link").InputValueAsync();
        await portal.ShouldBeAccessible();
        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();

        var app = await Browser(host.Address, Screen.Phone, person: "an invited person");
        await app.GotoAsync(link);
        await app.IsAt("Welcome, Dee Okafor");
        await app.ShouldBeAccessible();
        await app.GetByLabel("Choose a password").FillAsync("lantern gravel orbit");
        await app.Follow(app.Button("Join"), "You are in, Dee Okafor");

        await Assertions.Expect(app.Content()).ToContainTextAsync("WhatsApp Messaging is ready");
        await app.ShouldBeAccessible();
        await app.Follow(app.Link("Open the app"), "Chats");
        await app.MayBeginMessages();
        await Assertions.Expect(app.PopUp()).ToHaveCountAsync(0);
    }

    /// <summary>What the record of Ana's organization says about saved switches.</summary>
    private static async Task<ILocator> RecordedSaves(IPage portal)
    {
        await portal.OpenOrganization("WhatsApp North");
        return portal
            .Content()
            .GetByRole(AriaRole.Listitem)
            .Filter(new() { HasText = "WhatsApp Messaging and Restrict Incoming Social Messages for Ana Ruiz" });
    }

    /// <summary>What stands beside the first switch.</summary>
    private static ILocator Setting(IPage portal) =>
        portal.Locator(".switch-row").Filter(new() { Has = portal.Switch(Messaging) });
}
