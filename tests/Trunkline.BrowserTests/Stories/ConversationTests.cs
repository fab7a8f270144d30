using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.BrowserTests.Stories;

/// <summary>An employee and a customer with a phone; WhatsApp is the simulator, over HTTP in both directions.</summary>
public sealed class ConversationTests(Chromium chromium) : BrowserStory(chromium)
{
    private const string Restrict = "Restrict Incoming Social Messages";
    private const string Stranger = "Unknown customer";
    private const string Refusal = "First messages cannot be taken in this chat.";

    [Fact]
    public async Task Check_28_A_restricted_employee_asks_a_customer_who_answers_YES_and_they_talk()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.Administrator);
        await portal.Flip("Cy Weber", Restrict);
        var app = await Browser(host, DemoPerson.Cy);
        await app.Follow(app.NewMessage(), "New message");
        await app.GetByLabel("Phone number").FillAsync("+491701234567");
        await app.GetByRole(AriaRole.Textbox, new() { Name = "Name (optional)", Exact = true })
            .FillAsync("Greta Vogel");
        await app.ShouldBeAccessible();

        await app.Follow(app.Button("Send request"), "Greta Vogel");

        await app.Messages().Shows("Do you agree?").ToBeVisibleAsync();
        await Assertions.Expect(app.Composer("Greta Vogel")).ToHaveCountAsync(0);
        await app.ShouldBeAccessible();
        var phones = await Browser(host.Address, person: "the customer");
        await phones.GotoAsync("/simulator");
        var phone = phones.GetByRole(AriaRole.Region).Filter(new() { HasText = "+491701234567" });
        await phone.GetByRole(AriaRole.Button, new() { Name = "YES", Exact = true }).ClickAsync();

        var composer = app.Composer("Greta Vogel");
        await Assertions.Expect(composer).ToBeVisibleAsync();
        await Assertions.Expect(app.Details()).ToContainTextAsync("Greta Vogel agreed to be messaged");
        await composer.FillAsync("Good morning! Your new card is ready at the branch.");
        await composer.PressAsync("Control+Enter");
        await app.Messages().Shows("Your new card is ready").ToBeVisibleAsync();
        await phone.Screen().Shows("Your new card is ready").ToBeVisibleAsync();
        await app.ShouldBeAccessible();

        await phone.GetByRole(AriaRole.Textbox).FillAsync("Wonderful, I will come by at noon.");
        await phone.GetByRole(AriaRole.Textbox).PressAsync("Control+Enter");
        await app.Messages().Shows("I will come by at noon").ToBeVisibleAsync();
        await phones.ShouldBeAccessible();

        await phone.GetByRole(AriaRole.Textbox).FillAsync("Until then!");
        await phone.GetByRole(AriaRole.Textbox).PressAsync("Control+Enter");
        await Assertions.Expect(app.Messages().Said("Until then!").Locator("time")).ToBeVisibleAsync();
        await Assertions.Expect(app.Messages().Said("I will come by at noon").Locator("time")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Checks_26_27_and_31_A_strangers_first_message_reaches_nobody_who_is_restricted_and_is_answered_once()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.Administrator);
        await portal.Flip("Cy Weber", Restrict);
        var app = await Browser(host, DemoPerson.Cy);
        var phones = await Browser(host.Address, Screen.Phone, person: "a stranger");
        await phones.GotoAsync("/simulator");
        var screen = phones.Phone(Stranger).Screen();

        await phones.Writes(Stranger, "Hello, is anybody there?");
        await screen.Shows(Refusal).ToBeVisibleAsync();
        await phones.Writes(Stranger, "Is this chat closed?");

        await Reads(portal, "ABC Bank", "2 from 1 customer");
        await screen.Shows(Refusal).ToHaveCountAsync(1);
        await Assertions.Expect(app.Chat("Is this chat closed?")).ToHaveCountAsync(0);
        await app.ReloadAsync();
        await Assertions.Expect(app.Heading()).ToHaveTextAsync("Chats");
        await Assertions.Expect(app.Chats()).Not.ToContainTextAsync("Is this chat closed?");

        await portal.Flip("Cy Weber", Restrict);
        await phones.Writes(Stranger, "Then I try once more.");
        await app.Chat("Then I try once more.").ClickAsync();
        await app.Messages().Shows("Then I try once more.").ToBeVisibleAsync();
        await Assertions.Expect(app.Messages()).ToContainTextAsync("wrote first");
        await app.ShouldBeAccessible();
    }

    [Fact]
    public async Task Check_29_A_conversation_that_the_customer_began_before_the_restriction_continues()
    {
        var host = await Start(A.Host().WithDemo());
        var phones = await Browser(host.Address, person: "a stranger");
        await phones.GotoAsync("/simulator");
        await phones.Writes(Stranger, "Good morning, I have a question.");
        var app = await Browser(host, DemoPerson.Cy, Screen.Phone);
        await app.Chat("Good morning, I have a question.").ClickAsync();
        await app.Messages().Shows("Good morning, I have a question.").ToBeVisibleAsync();

        var portal = await Browser(host, DemoPerson.Administrator);
        await portal.Flip("Cy Weber", Restrict);
        await phones.Writes(Stranger, "It is about my card.");

        await app.Messages().Shows("It is about my card.").ToBeVisibleAsync();
        await app.ShouldBeAccessible();
        await phones.Phone(Stranger).Screen().Shows(Refusal).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Check_30_Behind_a_shared_number_a_restricted_employee_does_not_keep_customers_from_another()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.WhatsAppAdministrator);
        await portal.OpenWhatsAppMessaging("WhatsApp");
        await portal.TurnOn();
        await portal.Follow(portal.MenuEntry("WhatsApp numbers"), "WhatsApp numbers");
        await portal.ShouldBeAccessible();
        await portal.Follow(portal.Link("+1 312 555 0142"), "+1 312 555 0142");
        await portal.GetByRole(AriaRole.Checkbox, new() { Name = "Kofi Mensah", Exact = true }).CheckAsync();
        await portal.Save();
        await portal.Flip("Kofi Mensah", Restrict);
        var kofi = await Browser(host, DemoPerson.Kofi);
        var bo = await Browser(host, DemoPerson.Bo);

        var phones = await Browser(host.Address, person: "a stranger");
        await phones.GotoAsync("/simulator");
        await phones.WritesTo(Stranger, "ABC Bank");
        await phones.Writes(Stranger, "Where is your nearest branch?");

        await Assertions.Expect(bo.Chat("Where is your nearest branch?")).ToBeVisibleAsync();
        await bo.ShouldBeAccessible();
        await phones.Phone(Stranger).Screen().Shows(Refusal).ToHaveCountAsync(0);
        await kofi.ReloadAsync();
        await Assertions.Expect(kofi.Heading()).ToHaveTextAsync("Chats");
        await Assertions.Expect(kofi.Chats()).Not.ToContainTextAsync("Where is your nearest branch?");
    }

    /// <summary>The administrators' report of what was held back.</summary>
    private static async Task Reads(IPage portal, string organization, string refused)
    {
        await portal.OpenOrganization(organization);
        await portal.Follow(portal.MenuEntry("Restricted inbound"), "Restricted inbound");
        await Assertions.Expect(portal.Content()).ToContainTextAsync(refused);
        await portal.ShouldBeAccessible();
    }

    [Fact]
    public async Task What_a_customer_writes_brings_his_chat_to_the_top_and_in_a_filtered_list_changes_it_in_its_place()
    {
        const string early = "4915112345671";
        const string late = "4915112345672";
        var number = DemoNumbers.Europe.PhoneNumberId;
        var host = await Start(A.Host().WithDemo());
        var app = await Browser(host, DemoPerson.Cy);
        await host.Brings(number, early, "Good morning", TimeSpan.FromMinutes(2));
        await Assertions.Expect(Top(app)).ToContainTextAsync("Good morning");
        await host.Brings(number, late, "Good evening", TimeSpan.FromMinutes(1));
        await Assertions.Expect(Top(app)).ToContainTextAsync("Good evening");

        await host.Brings(number, early, "Are you there?");
        await Assertions.Expect(Top(app)).ToContainTextAsync("Are you there?");
        await Assertions.Expect(app.Chat("Good morning")).ToHaveCountAsync(0);

        await app.Goes("/app?filter=unread");
        await Assertions.Expect(Top(app)).ToContainTextAsync("Are you there?");
        await host.Brings(number, late, "Good night");
        await Assertions.Expect(app.Chat("Good night")).ToHaveCountAsync(1);
        await Assertions.Expect(Top(app)).ToContainTextAsync("Are you there?");
    }

    [Fact]
    public async Task Whoever_lost_the_number_sees_the_conversation_go_when_something_is_said_in_it()
    {
        const string phone = "4915112340077";
        var host = await Start(A.Host().WithDemo());
        var number = DemoNumbers.Europe.PhoneNumberId;
        await host.Brings(number, phone, "For Cy");
        var thread = await Browser(host, DemoPerson.Cy);
        await thread.Chat("For Cy").ClickAsync();
        await thread.Messages().Shows("For Cy").ToBeVisibleAsync();
        var list = await Browser(host, DemoPerson.Cy);
        await Assertions.Expect(list.Chat(phone)).ToBeVisibleAsync();
        await list.GetByLabel("Search").FillAsync("nobody");
        await host.Database.Ask(
            $"UPDATE whatsapp_number SET account_id = (SELECT id FROM accounts_account WHERE email = 'lena.hofmann@abcbank.example') WHERE phone_number_id = '{number}'"
        );

        await host.Brings(number, phone, "For Lena");

        await Assertions.Expect(list.Chat(phone)).ToHaveCountAsync(0);
        await Assertions.Expect(list.GetByLabel("Search")).ToHaveValueAsync("nobody");
        await Assertions.Expect(thread.Locator("body")).Not.ToContainTextAsync("For Cy");
        await Assertions.Expect(thread.Locator("main")).ToContainTextAsync("Others go on with this conversation");
        await thread.ShouldBeAccessible();
    }

    private static ILocator Top(IPage app) => app.Chats().GetByRole(AriaRole.Listitem).First;
}
