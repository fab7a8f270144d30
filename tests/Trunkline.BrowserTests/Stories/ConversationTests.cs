using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;

namespace Trunkline.BrowserTests.Stories;

/// <summary>An employee and a customer with a phone; WhatsApp is the simulator, over HTTP in both directions.</summary>
public sealed class ConversationTests(Chromium chromium) : BrowserStory(chromium)
{
    [Fact]
    public async Task Check_28_The_customer_is_asked_answers_YES_and_they_talk()
    {
        var host = await Start(A.Host().WithDemo());
        var app = await Browser(host, DemoPerson.Cy);
        await app.Link("New message").ClickAsync();
        await app.GetByLabel("Phone number").FillAsync("+491701234567");
        await app.GetByRole(AriaRole.Textbox, new() { Name = "Name (optional)" }).FillAsync("Greta Vogel");
        await app.ShouldBeAccessible();

        await app.GetByRole(AriaRole.Main)
            .GetByRole(AriaRole.Button, new() { Name = "Send request", Exact = true })
            .First.ClickAsync();

        await Assertions.Expect(app).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/app/conversations/"));
        await Assertions.Expect(app.GetByLabel("Message to Greta Vogel")).ToHaveCountAsync(0);
        var phones = await Browser(host.Address, person: "the customer");
        await phones.GotoAsync("/simulator");
        var yes = phones.GetByRole(AriaRole.Button, new() { Name = "YES", Exact = true }).First;
        await yes.ClickAsync();

        var composer = app.GetByLabel("Message to Greta Vogel");
        await Assertions.Expect(composer).ToBeVisibleAsync();
        await composer.FillAsync("Good morning! Your new card is ready at the branch.");
        await composer.PressAsync("Control+Enter");
        await app.Shows("Your new card is ready").ToBeVisibleAsync();
        await phones.Shows("Your new card is ready").ToBeVisibleAsync();
        await app.ShouldBeAccessible();

        var phone = phones.GetByRole(AriaRole.Region).Filter(new() { HasText = "Your new card is ready" }).First;
        await phone.GetByRole(AriaRole.Textbox).FillAsync("Wonderful, I will come by at noon.");
        await phone.GetByRole(AriaRole.Button, new() { NameRegex = new("^Send as") }).ClickAsync();
        await app.Shows("I will come by at noon").ToBeVisibleAsync();
    }

    [Fact]
    public async Task Checks_26_27_and_31_A_strangers_first_message_reaches_whoever_is_not_restricted()
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host, DemoPerson.Administrator);
        await Restrict(portal, "Cy Weber");
        var app = await Browser(host, DemoPerson.Cy);
        var phones = await Browser(host.Address, Screen.Phone, person: "a stranger");
        await phones.GotoAsync("/simulator");

        await Write(phones, "Hello, is anybody there?");

        await Assertions
            .Expect(Stranger(phones).GetByRole(AriaRole.Log))
            .ToContainTextAsync("Hello, is anybody there?");
        await Assertions.Expect(app.GetByText("Hello, is anybody there?")).ToHaveCountAsync(0);

        await Restrict(portal, "Cy Weber");
        await Write(phones, "Then I try once more.");
        await app.Shows("Then I try once more.").ToBeVisibleAsync();
        await app.ShouldBeAccessible();
    }

    private static ILocator Stranger(IPage phones) =>
        phones.GetByRole(AriaRole.Region, new() { Name = "Unknown customer" });

    private static async Task Write(IPage phones, string text)
    {
        await Stranger(phones).GetByLabel("Message from Unknown customer").FillAsync(text);
        await Stranger(phones).GetByRole(AriaRole.Button, new() { Name = "Send as Unknown customer" }).ClickAsync();
    }

    /// <summary>Turns the restriction of an account over and saves.</summary>
    private static async Task Restrict(IPage portal, string name)
    {
        await portal.Link("Accounts").ClickAsync();
        await portal.GetByRole(AriaRole.Link, new() { Name = $"Edit {name}", Exact = true }).ClickAsync();
        await portal.GetByRole(AriaRole.Switch, new() { Name = "Restrict Incoming Social Messages" }).ClickAsync();
        await portal.Button("Save").ClickAsync();
        await portal.Shows("Saved").ToBeVisibleAsync();
    }
}
