using Microsoft.Playwright;

namespace Trunkline.BrowserTests.Stories;

/// <summary>What several stories look for in the app and on the customers' phones.</summary>
internal static class AppSteps
{
    /// <summary>Every way to begin a new message.</summary>
    public static ILocator EntryPoints(this IPage app) => app.Locator("a[href='/app/new']");

    /// <summary>The one above the list of chats.</summary>
    public static ILocator NewMessage(this IPage app) =>
        app.Chats().GetByRole(AriaRole.Link, new() { Name = "New message", Exact = true });

    public static Task MayBeginMessages(this IPage app) => Assertions.Expect(app.NewMessage()).ToBeVisibleAsync();

    public static Task MayNotBeginMessages(this IPage app) => Assertions.Expect(app.EntryPoints()).ToHaveCountAsync(0);

    public static ILocator PopUp(this IPage app) =>
        app.GetByRole(AriaRole.Dialog, new() { Name = "WhatsApp Messaging is now available", Exact = true });

    public static ILocator Chats(this IPage app) =>
        app.GetByRole(AriaRole.Region, new() { Name = "Chats", Exact = true });

    public static ILocator Chat(this IPage app, string name) =>
        app.Chats().GetByRole(AriaRole.Listitem).Filter(new() { HasText = name }).GetByRole(AriaRole.Link);

    /// <summary>The messages of the open conversation.</summary>
    public static ILocator Messages(this IPage app) =>
        app.GetByRole(AriaRole.Region, new() { Name = "Conversation", Exact = true }).GetByRole(AriaRole.Log);

    /// <summary>What stands beside the open conversation.</summary>
    public static ILocator Details(this IPage app) =>
        app.GetByRole(AriaRole.Complementary, new() { Name = "Details of the customer", Exact = true });

    public static ILocator Composer(this IPage app, string name) =>
        app.GetByRole(AriaRole.Textbox, new() { Name = $"Message to {name}", Exact = true });

    /// <summary>A customer's phone among the virtual ones.</summary>
    public static ILocator Phone(this IPage phones, string name) =>
        phones.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    /// <summary>The screen of a customer's phone.</summary>
    public static ILocator Screen(this ILocator phone) => phone.GetByRole(AriaRole.Log);

    /// <summary>The message that says this.</summary>
    public static ILocator Said(this ILocator place, string words) =>
        place.GetByRole(AriaRole.Article).Filter(new() { HasText = words });

    public static ILocatorAssertions Shows(this ILocator place, string words) => Assertions.Expect(place.Said(words));

    /// <summary>Types on a customer's phone, and waits until the customer sees his own message.</summary>
    public static async Task Writes(this IPage phones, string name, string text)
    {
        var phone = phones.Phone(name);
        await phone.GetByRole(AriaRole.Textbox, new() { Name = $"Message from {name}", Exact = true }).FillAsync(text);
        await phone.GetByRole(AriaRole.Button, new() { Name = $"Send as {name}", Exact = true }).ClickAsync();
        await phone.Screen().Shows(text).ToBeVisibleAsync();
    }

    /// <summary>Chooses to which of the company's numbers a customer writes.</summary>
    public static async Task WritesTo(this IPage phones, string name, string business)
    {
        var phone = phones.Phone(name);
        await phone.GetByRole(AriaRole.Button, new() { Name = business, Exact = true }).ClickAsync();
        await Assertions.Expect(phone.GetByText($"To {business},")).ToBeVisibleAsync();
    }
}
