using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.BrowserTests.Stories;

/// <summary>WhatsApp keeps no order, and repeats later what could not be taken at once.</summary>
public sealed class LateMessageTests(Chromium chromium) : BrowserStory(chromium)
{
    private const string Phone = "4915112345678";

    [Fact]
    public async Task On_an_open_page_messages_that_come_late_stand_where_they_were_said_and_are_read()
    {
        var host = await Start(A.Host().WithDemo());
        var number = DemoNumbers.Europe.PhoneNumberId;
        await host.Brings(number, Phone, "Good morning", TimeSpan.FromMinutes(9));
        var app = await Browser(host, DemoPerson.Cy);
        await app.Chat("Good morning").ClickAsync();
        await app.Messages().Shows("Good morning").ToBeVisibleAsync();
        await host.Brings(number, Phone, "Are you there?");
        await app.Messages().Shows("Are you there?").ToBeVisibleAsync();

        await host.Brings(number, Phone, "I have a question", TimeSpan.FromMinutes(5));
        await app.Messages().Shows("I have a question").ToBeVisibleAsync();
        await host.Brings(number, Phone, "Good evening", TimeSpan.FromHours(24));
        await app.Messages().Shows("Good evening").ToBeVisibleAsync();

        string[] live = await Said(app);
        live.ShouldBe(["Good evening", "Good morning", "I have a question", "Are you there?"]);
        await Assertions.Expect(app.Chat(Phone)).Not.ToContainTextAsync("unread");
        await app.ShouldBeAccessible();
        await app.ReloadAsync();
        await app.Messages().Shows("Are you there?").ToBeVisibleAsync();
        (await Said(app)).ShouldBe(live);
    }

    private static async Task<string[]> Said(IPage app) =>
        [
            .. (await app.Messages().GetByRole(AriaRole.Article).Locator(".bubble-text").AllInnerTextsAsync()).Select(
                text => text.Trim()
            ),
        ];
}
