using System.Globalization;
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

    [Fact]
    public async Task The_lines_between_days_stand_where_midnight_was_for_the_reader()
    {
        var host = await Start(A.Host().WithDemo());
        var number = DemoNumbers.Europe.PhoneNumberId;
        var (now, zone) = (host.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(Chromium.TimeZone));
        var yesterday = TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(-1);
        var midnight = new DateTimeOffset(yesterday, zone.GetUtcOffset(yesterday));
        await host.Brings(number, Phone, "Before midnight", now - midnight.AddMinutes(-10));
        var app = await Browser(host, DemoPerson.Cy);
        await app.Chat("Before midnight").ClickAsync();
        await app.Messages().Shows("Before midnight").ToBeVisibleAsync();
        await host.Brings(number, Phone, "Good morning");
        await app.Messages().Shows("Good morning").ToBeVisibleAsync();

        await host.Brings(number, Phone, "After midnight", now - midnight.AddMinutes(10));
        await app.Messages().Shows("After midnight").ToBeVisibleAsync();

        string[] days = [yesterday.AddDays(-1).ToString("dddd", CultureInfo.InvariantCulture), "Yesterday", "Today"];
        (await Days(app)).ShouldBe(days);
        await app.ReloadAsync();
        await app.Messages().Shows("Good morning").ToBeVisibleAsync();
        (await Days(app)).ShouldBe(days);
    }

    [Fact]
    public async Task How_long_free_text_is_possible_counts_down_on_an_open_page()
    {
        var host = await Start(A.Host().WithDemo());
        await host.Brings(DemoNumbers.Europe.PhoneNumberId, Phone, "Good morning", TimeSpan.FromMinutes(30));
        var app = await Browser(host, DemoPerson.Cy);
        await app.Clock.InstallAsync();
        await app.Chat("Good morning").ClickAsync();
        await Assertions.Expect(app.Locator("main")).ToContainTextAsync("Open · 23 h");
        // Until it is read here, the server writes the chips anew.
        await Assertions.Expect(app.Chat(Phone)).Not.ToContainTextAsync("unread");

        await app.Clock.FastForwardAsync("01:00:00");

        await Assertions.Expect(app.Locator("main")).ToContainTextAsync("Open · 22 h");
    }

    [Fact]
    public async Task Who_is_at_the_end_sees_why_the_last_message_was_not_delivered()
    {
        var host = await Start(A.Host().WithDemo());
        var number = DemoNumbers.Europe.PhoneNumberId;
        foreach (var line in Enumerable.Range(1, 20))
            await host.Brings(number, Phone, $"Line {line}");
        var app = await Browser(host, DemoPerson.Cy);
        await app.Chat("Line 20").ClickAsync();
        await app.Composer($"Customer {Phone}").FillAsync("Here you are");
        await app.Press("Enter");
        await app.Messages().Shows("Here you are").ToBeVisibleAsync();
        var sent = (await host.Database.Ask("SELECT lower(id) FROM conversations_message WHERE text = 'Here you are'"))[
            0
        ];

        await host.Reports(number, sent, "failed");

        await Assertions.Expect(app.GetByText("Not delivered: ").Last).ToBeInViewportAsync(new() { Ratio = 1 });
    }

    // Without what follows the weekday, which each language writes in its own way.
    private static async Task<string[]> Days(IPage app) =>
        [
            .. (await app.Messages().GetByRole(AriaRole.Heading).AllInnerTextsAsync()).Select(text =>
                text.Split(' ', ',')[0]
            ),
        ];

    private static async Task<string[]> Said(IPage app) =>
        [
            .. (await app.Messages().GetByRole(AriaRole.Article).Locator(".bubble-text").AllInnerTextsAsync()).Select(
                text => text.Trim()
            ),
        ];
}
