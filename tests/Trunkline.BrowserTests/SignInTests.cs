using Trunkline.BrowserTests.Browsing;
using Trunkline.BrowserTests.Stories;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;

namespace Trunkline.BrowserTests;

/// <summary>Both faces let their people in and are pleasant to everybody, at both widths and in both themes.</summary>
public sealed class SignInTests(Chromium chromium) : BrowserStory(chromium)
{
    [Theory]
    [InlineData(Screen.Desktop, Theme.Light)]
    [InlineData(Screen.Phone, Theme.Dark)]
    public async Task An_administrator_signs_in_to_the_portal(Screen screen, Theme theme)
    {
        var host = await Start(A.Host().WithDemo());
        var portal = await Browser(host.Address, screen, theme);

        await portal.SignIn(DemoPerson.WhatsAppAdministrator, "Organizations");

        await portal.ShouldBeAccessible();
    }

    [Theory]
    [InlineData(Screen.Phone, Theme.Light)]
    [InlineData(Screen.Desktop, Theme.Dark)]
    public async Task An_employee_signs_in_to_the_app(Screen screen, Theme theme)
    {
        var host = await Start(A.Host().WithDemo());
        var app = await Browser(host.Address, screen, theme);

        await app.SignIn(DemoPerson.Cy, "Chats");

        await app.ShouldBeAccessible();
    }
}
