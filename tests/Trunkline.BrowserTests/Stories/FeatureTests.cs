using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;

namespace Trunkline.BrowserTests.Stories;

/// <summary>The article's switch as administrators and employees meet it; numbers are those of the acceptance checks.</summary>
public sealed class FeatureTests(Chromium chromium) : BrowserStory(chromium)
{
    [Fact]
    public async Task Checks_2_5_and_6_Turning_on_flows_down_with_the_label_and_a_sub_organization_may_differ()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        await portal.OpenWhatsAppMessaging("WhatsApp");
        await Assertions.Expect(portal.Enable()).Not.ToBeCheckedAsync();

        await portal.TurnOn();

        await Assertions
            .Expect(portal.GetByRole(AriaRole.Main).GetByText("Inherited", new() { Exact = true }))
            .ToHaveCountAsync(0);
        await portal.OpenWhatsAppMessaging("WhatsApp North");
        await Assertions.Expect(portal.Enable()).ToBeCheckedAsync();
        await Assertions.Expect(Label(portal)).ToBeVisibleAsync();
        await portal.ShouldBeAccessible();

        await portal.TurnOff();
        await Assertions.Expect(Label(portal)).ToHaveCountAsync(0);
        await portal.OpenWhatsAppMessaging("WhatsApp South");
        await Assertions.Expect(portal.Enable()).ToBeCheckedAsync();

        await portal.OpenWhatsAppMessaging("WhatsApp North");
        await portal.TurnOn();
        await Assertions.Expect(Label(portal)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Checks_14_and_23_An_employee_is_told_once_and_loses_the_entry_points_without_a_reload()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        var app = await Browser(host, DemoPerson.Ana);
        await Assertions.Expect(app.Link("New message")).ToHaveCountAsync(0);

        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();

        await Assertions.Expect(app.PopUp()).ToBeVisibleAsync();
        await Assertions.Expect(app.Link("New message")).ToBeVisibleAsync();
        await app.ShouldBeAccessible();
        await app.PopUp().GetByRole(AriaRole.Button, new() { Name = "OK" }).ClickAsync();
        await Assertions.Expect(app.PopUp()).ToHaveCountAsync(0);

        var phone = await Browser(host, DemoPerson.Ana, Screen.Phone, Theme.Dark);
        await Assertions.Expect(phone.Link("New message")).ToBeVisibleAsync();
        await Assertions.Expect(phone.PopUp()).ToHaveCountAsync(0);
        await phone.ShouldBeAccessible();

        await portal.TurnOff();
        await Assertions.Expect(app.Link("New message")).ToHaveCountAsync(0);
        await Assertions.Expect(phone.Link("New message")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Check_15_Whoever_was_away_is_told_at_the_next_start()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();

        var app = await Browser(host, DemoPerson.Ana, Screen.Phone);

        await Assertions.Expect(app.PopUp()).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Checks_3_and_4_Setup_is_hidden_from_who_lacks_it_and_what_is_elsewhere_does_not_exist()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        await portal.OpenWhatsAppMessaging("WhatsApp North");
        var address = portal.Url;

        var accounts = await Browser(host, DemoPerson.AccountsAdministrator);
        await Assertions.Expect(accounts.Link("Accounts")).ToBeVisibleAsync();
        await Assertions.Expect(accounts.Link("Setup")).ToHaveCountAsync(0);

        var operations = await Browser(host, DemoPerson.OperationsAdministrator);
        var answer = await operations.GotoAsync(address);
        answer!.Status.ShouldBe(404);
        await operations.ShouldBeAccessible();
    }

    [Fact]
    public async Task Checks_16_21_and_22_The_two_switches_of_an_account_act_on_Save_and_only_for_who_holds_Setup()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();
        await Edit(portal, "Ana Ruiz");
        await Assertions.Expect(Switch(portal, "WhatsApp Messaging")).ToBeCheckedAsync();
        await portal.ShouldBeAccessible();

        await Switch(portal, "WhatsApp Messaging").ClickAsync();
        await portal.Button("Save").ClickAsync();
        await Assertions.Expect(Switch(portal, "WhatsApp Messaging")).Not.ToBeCheckedAsync();

        var app = await Browser(host, DemoPerson.Ana);
        await Assertions.Expect(app.Link("New message")).ToHaveCountAsync(0);
        await Assertions.Expect(app.PopUp()).ToHaveCountAsync(0);

        var accounts = await Browser(host, DemoPerson.AccountsAdministrator, Screen.Phone);
        await accounts.GotoAsync(new Uri(portal.Url).AbsolutePath);
        await Assertions.Expect(Switch(accounts, "WhatsApp Messaging")).ToBeDisabledAsync();
        await Assertions.Expect(Switch(accounts, "Restrict Incoming Social Messages")).ToBeDisabledAsync();
        await accounts.ShouldBeAccessible();
    }

    private static ILocator Label(IPage page) =>
        page.GetByRole(AriaRole.Main).GetByText("Inherited", new() { Exact = true }).First;

    private static ILocator Switch(IPage page, string name) => page.GetByRole(AriaRole.Switch, new() { Name = name });

    private static async Task Edit(IPage page, string name)
    {
        await page.Link("Accounts").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = $"Edit {name}", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(name);
    }
}
