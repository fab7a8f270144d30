namespace Trunkline.BrowserTests.Browsing;

/// <summary>The check itself is checked: a check that cannot fail proves nothing.</summary>
public sealed class AccessibilityTests(Chromium chromium) : BrowserStory(chromium)
{
    private static readonly Uri Nowhere = new("http://localhost");

    [Fact]
    public async Task A_page_with_labels_and_contrast_passes()
    {
        var page = await Browser(Nowhere, Screen.Phone, Theme.Dark);
        await page.SetContentAsync(
            """
            <!doctype html><html lang="en"><title>Fine</title>
            <main><h1>Fine</h1><label for="name">Name</label> <input id="name"></main>
            """
        );

        await page.ShouldBeAccessible();
    }

    [Fact]
    public async Task A_field_without_a_label_fails()
    {
        var page = await Browser(Nowhere);
        await page.SetContentAsync(
            """<!doctype html><html lang="en"><title>Poor</title><main><h1>Poor</h1><input></main>"""
        );

        var failure = await Should.ThrowAsync<Exception>(() => page.ShouldBeAccessible());

        failure.Message.ShouldContain("label: ");
    }
}
