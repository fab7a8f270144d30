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
        await portal.IsOff();

        await portal.TurnOn();

        await portal.IsNotInherited();
        await portal.OpenWhatsAppMessaging("WhatsApp North");
        await portal.IsOn();
        await portal.IsInherited();
        await portal.ShouldBeAccessible();

        await portal.TurnOff();
        await portal.IsNotInherited();
        await portal.OpenWhatsAppMessaging("WhatsApp South");
        await portal.IsOn();
        await portal.IsInherited();

        await portal.OpenWhatsAppMessaging("WhatsApp North");
        await portal.TurnOn();
        await portal.IsInherited();
    }

    [Fact]
    public async Task Checks_14_and_23_An_employee_is_told_once_and_loses_the_entry_points_without_a_reload()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        var app = await Browser(host, DemoPerson.Ana);
        await app.MayNotBeginMessages();

        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();

        await Assertions.Expect(app.PopUp()).ToBeVisibleAsync();
        await app.MayBeginMessages();
        await app.ShouldBeAccessible();
        await app.PopUp().GetByRole(AriaRole.Button, new() { Name = "OK", Exact = true }).ClickAsync();
        await Assertions.Expect(app.PopUp()).ToHaveCountAsync(0);

        var phone = await Browser(host, DemoPerson.Ana, Screen.Phone, Theme.Dark);
        await phone.MayBeginMessages();
        await Assertions.Expect(phone.PopUp()).ToHaveCountAsync(0);
        await phone.ShouldBeAccessible();

        await portal.TurnOff();
        await app.MayNotBeginMessages();
        await phone.MayNotBeginMessages();
        await app.ShouldBeAccessible();
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
        await app.ShouldBeAccessible();
    }

    [Fact]
    public async Task Checks_3_and_4_Setup_is_hidden_from_who_lacks_it_and_what_is_elsewhere_does_not_exist()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        await portal.OpenWhatsAppMessaging("WhatsApp North");
        var address = portal.Url;

        var accounts = await Browser(host, DemoPerson.AccountsAdministrator);
        await Assertions.Expect(accounts.MenuEntry("Accounts")).ToBeVisibleAsync();
        await Assertions.Expect(accounts.MenuEntry("Setup")).ToHaveCountAsync(0);

        var operations = await Browser(host, DemoPerson.OperationsAdministrator);
        var answer = await operations.GotoAsync(address);
        answer!.Status.ShouldBe(404);
        await operations.ShouldBeAccessible();
    }
}
