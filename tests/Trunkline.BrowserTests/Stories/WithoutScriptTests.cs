using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;

namespace Trunkline.BrowserTests.Stories;

/// <summary>The main line in a browser without JavaScript. Only what comes by itself is missing.</summary>
public sealed class WithoutScriptTests(Chromium chromium) : BrowserStory(chromium)
{
    [Fact]
    public async Task An_administrator_turns_the_feature_on_and_off_edits_an_account_and_invites_a_person()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host.Address, person: "an administrator", script: false);
        await portal.SignIn(DemoPerson.WhatsAppAdministrator, "Organizations");
        await Assertions.Expect(portal.Locator(".needs-script >> visible=true")).ToHaveCountAsync(0);
        await portal.OpenWhatsAppMessaging("WhatsApp");

        await portal.Enable().CheckAsync();
        await portal.Button("Save").ClickAsync();
        await portal.Says("Saved. On for");
        await portal.IsOn();

        await portal.Enable().UncheckAsync();
        await portal.Follow(portal.Button("Review changes"), "Review: turn WhatsApp Messaging off in WhatsApp");
        await portal.Content().GetByRole(AriaRole.Button, new() { NameRegex = new("^Turn off for") }).ClickAsync();
        await portal.Says("Saved. Off for");
        await portal.IsOff();

        await portal.Edit("Ana Ruiz");
        await portal.Switch("WhatsApp Messaging").ClickAsync();
        await portal.Button("Save").ClickAsync();
        await portal.Says("Saved");
        await Assertions.Expect(portal.Switch("WhatsApp Messaging")).ToBeCheckedAsync();

        await portal.Follow(portal.MenuEntry("Accounts"), "Accounts");
        await portal.Follow(portal.Link("Add account"), "Add account");
        await portal.GetByLabel("First name").FillAsync("Zoe");
        await portal.GetByLabel("Last name").FillAsync("Lambert");
        await portal.GetByLabel("E-mail", new() { Exact = true }).FillAsync("zoe.lambert@abcbank.example");
        await portal.Follow(portal.Button("Save & Invite"), "Invitations");
        await Assertions.Expect(portal.Link("Zoe Lambert")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_employee_opens_a_chat_and_sends_a_message()
    {
        var host = await Start(A.Host().WithDemo());
        var app = await Browser(host.Address, Screen.Phone, person: "an employee", script: false);
        await app.SignIn(DemoPerson.Cy, "Chats");

        await app.Follow(app.Chat("Marta Nowak"), "Marta Nowak");
        await app.Follow(app.Button("Mark as read"), "Marta Nowak");
        await Assertions.Expect(app.Button("Mark as read")).ToHaveCountAsync(0);
        await app.Composer("Marta Nowak").FillAsync("Your licence is enough.");
        await app.Follow(
            app.Content().GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }),
            "Marta Nowak"
        );

        await app.Messages().Shows("Your licence is enough.").ToHaveCountAsync(1);
        var phones = await Browser(host.Address, person: "the customer");
        await phones.GotoAsync("/simulator");
        await phones.Phone("Marta Nowak").Screen().Shows("Your licence is enough.").ToBeVisibleAsync();
    }
}
