using Microsoft.Playwright;
using Trunkline.BrowserTests.Browsing;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.BrowserTests.Stories;

/// <summary>What an employee writes is sent once and is never lost, whatever happens between the key and the answer.</summary>
public sealed class WritingTests(Chromium chromium) : BrowserStory(chromium)
{
    private const string Phone = "4915112345678";
    private const string Customer = "Customer " + Phone;
    private const string Posts = "**/messages";

    [Fact]
    public async Task What_is_typed_while_a_message_is_on_its_way_stays_and_can_be_sent_at_once()
    {
        var (host, app, composer) = await Writing();
        var answer = await Holding(app);
        await composer.FillAsync("One");
        await composer.PressAsync("Enter");
        await Assertions.Expect(composer).ToHaveValueAsync("");

        await composer.FillAsync("Two");
        await composer.PressAsync("Enter");
        await Assertions.Expect(composer).ToHaveValueAsync("");
        await composer.FillAsync("Three");
        await composer.PressAsync("Enter");
        // Whoever goes on typing after the key has not sent that.
        await composer.FillAsync("Shall I se");
        answer.SetResult();

        await app.Messages().Shows("Three").ToBeVisibleAsync();
        await Assertions.Expect(app.Composer(Customer)).ToHaveValueAsync("Shall I se");
        (await Written(host)).ShouldBe(["One", "Two", "Three"]);
    }

    [Fact]
    public async Task Whoever_wants_to_go_on_before_the_answer_sees_first_that_it_was_not_sent()
    {
        var (_, app, composer) = await Writing();
        ExpectedScriptError = "Failed to fetch";
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await app.RouteAsync(
            Posts,
            async route =>
            {
                await answer.Task;
                await route.AbortAsync();
            }
        );
        await composer.FillAsync("Before I go");
        await composer.PressAsync("Enter");

        await app.Chat("Ada Kovács").ClickAsync();
        await Assertions.Expect(app.GetByText("Your message is still on its way.")).ToBeVisibleAsync();
        answer.SetResult();

        await Assertions.Expect(app.GetByText("Not sent: there is no connection.")).ToBeVisibleAsync();
        await Assertions.Expect(composer).ToHaveValueAsync("Before I go");
        await app.AtRest();
        await Assertions.Expect(app.Heading()).ToHaveTextAsync(Customer);
    }

    [Fact]
    public async Task Whoever_asks_twice_to_go_on_does_and_the_text_waits()
    {
        var (_, app, composer) = await Writing();
        var answer = await Holding(app);
        await composer.FillAsync("Before I go");
        await composer.PressAsync("Enter");

        await app.Chat("Ada Kovács").ClickAsync();
        await app.Chat("Ada Kovács").ClickAsync();
        await Assertions.Expect(app.Heading()).ToHaveTextAsync("Ada Kovács");
        answer.SetResult();
        await app.Chat(Customer).ClickAsync();

        await Assertions.Expect(app.Composer(Customer)).ToHaveValueAsync("Before I go");
    }

    [Fact]
    public async Task Whoever_sends_and_goes_on_to_another_chat_at_once_has_sent()
    {
        var (host, app, composer) = await Writing();
        var answer = await Holding(app);
        await composer.FillAsync("Before I go");
        await composer.PressAsync("Enter");

        await app.Chat("Ada Kovács").ClickAsync();
        answer.SetResult();

        await Assertions.Expect(app.Composer("Ada Kovács").Or(app.GetByText("Not delivered").First)).ToBeVisibleAsync();
        await Eventually.True("it was sent", async () => (await Written(host)).Contains("Before I go"));
        await app.Chat(Customer).ClickAsync();
        await app.Messages().Shows("Before I go").ToBeVisibleAsync();
        await Assertions.Expect(app.Composer(Customer)).ToHaveValueAsync("");
        (await Written(host)).ShouldBe(["Before I go"]);
    }

    [Fact]
    public async Task Whoever_sends_and_searches_at_once_has_sent_and_finds()
    {
        var (host, app, composer) = await Writing();
        var answer = await Holding(app);
        await composer.FillAsync("Before I look");
        await composer.PressAsync("Enter");
        await Assertions.Expect(composer).ToHaveValueAsync("");

        var search = app.GetByRole(AriaRole.Searchbox).First;
        await search.FillAsync("Ada");
        await search.PressAsync("Enter");
        await Assertions
            .Expect(app.GetByText("Your message is still on its way. What you pressed follows it."))
            .ToBeVisibleAsync();
        answer.SetResult();

        await app.WaitForURLAsync(address => address.Contains("Ada", StringComparison.Ordinal));
        (await Written(host)).ShouldBe(["Before I look"]);
    }

    [Fact]
    public async Task What_stands_in_a_form_outlives_a_page_that_is_to_fetch_itself_anew()
    {
        var (host, app, _) = await Writing();
        await app.GotoAsync($"{host.Address}app/new");
        var name = app.GetByRole(AriaRole.Textbox, new() { Name = "Name (optional)" });
        await name.FillAsync("Maria");

        // As the live stream says it when a feature is switched.
        await app.EvaluateAsync(
            "document.body.insertAdjacentHTML('beforeend', '<turbo-stream action=\"refresh\"></turbo-stream>')"
        );
        await app.AtRest();
        await Assertions.Expect(name).ToHaveValueAsync("Maria");

        // Once nothing would be lost the page is as it should be.
        await app.EvaluateAsync("document.body.dataset.before = 'yes'");
        await name.FillAsync("");
        await Assertions.Expect(app.Locator("body[data-before]")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task Whoever_has_gone_back_into_the_history_stays_there_when_the_answer_comes()
    {
        var (_, app, composer) = await Writing();
        var answer = await Holding(app);
        await composer.FillAsync("One moment please");
        await composer.PressAsync("Enter");
        await Assertions.Expect(composer).ToHaveValueAsync("");
        await composer.PressAsync("Control+ArrowUp");
        var read = app.Messages().GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Good morning" });
        await Assertions.Expect(read).ToBeFocusedAsync();

        answer.SetResult();

        await app.Messages().Shows("One moment please").ToBeVisibleAsync();
        await app.AtRest();
        await Assertions.Expect(read).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_is_the_same_message_when_it_is_sent_again()
    {
        var (host, app, composer) = await Writing();
        ExpectedScriptError = "Failed to fetch";
        await app.RouteAsync(
            Posts,
            async route =>
            {
                await route.FetchAsync();
                await route.AbortAsync();
            }
        );
        await composer.FillAsync("Did this arrive?");
        await composer.PressAsync("Enter");
        await Assertions.Expect(app.GetByText("Not sent: there is no connection.")).ToBeVisibleAsync();
        await app.UnrouteAsync(Posts);

        await app.ReloadAsync();
        var again = app.Composer(Customer);
        await Assertions.Expect(again).ToHaveValueAsync("Did this arrive?");
        await again.PressAsync("Enter");

        await Assertions.Expect(again).ToHaveValueAsync("");
        (await Written(host)).ShouldBe(["Did this arrive?"]);
    }

    [Fact]
    public async Task What_could_not_be_sent_since_the_session_had_ended_is_there_after_signing_in()
    {
        var (host, app, composer) = await Writing();
        await app.Context.ClearCookiesAsync();
        await composer.FillAsync("Please call me back");

        await composer.PressAsync("Enter");

        await Assertions.Expect(app.Heading()).ToHaveTextAsync("Sign in");
        await app.GetByRole(AriaRole.Textbox, new() { Name = "E-mail", Exact = true }).FillAsync(DemoPerson.Cy.Email);
        await app.GetByLabel("Password", new() { Exact = true }).FillAsync(TrunklineHost.DemoPassword);
        await app.Button("Sign in").ClickAsync();
        var again = app.Composer(Customer);
        await Assertions.Expect(again).ToHaveValueAsync("Please call me back");
        (await Written(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_reads_further_up_is_not_moved_when_the_own_message_arrives()
    {
        var host = await Start(A.Host().WithDemo());
        for (var line = 1; line <= 25; line++)
            await host.Brings(DemoNumbers.Europe.PhoneNumberId, Phone, $"Line {line}", TimeSpan.FromMinutes(60 - line));
        var app = await Browser(host, DemoPerson.Cy);
        await app.Chat("Line 25").ClickAsync();
        var composer = app.Composer(Customer);
        await composer.FillAsync("My answer");
        await composer.PressAsync("Enter");
        await app.Messages().Shows("My answer").ToBeVisibleAsync();
        var thread = app.Locator("[data-thread-target=scroll]");
        await Assertions.Expect(app.Messages().Said("My answer")).ToContainTextAsync("Not delivered");
        await app.AtRest();
        // Until the page has heard of it, and anew where it was just replaced: on a busy machine both take longer than one would wait.
        await Eventually.True(
            "one reads further up",
            () =>
                thread.EvaluateAsync<bool>(
                    """
                    async (element) => {
                      element.scrollTop = 0;
                      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
                      return element.isConnected && element.scrollTop === 0;
                    }
                    """
                )
        );

        await host.Reports(
            DemoNumbers.Europe.PhoneNumberId,
            (await host.Database.Ask("SELECT id FROM conversations_message WHERE text = 'My answer'")).Single(),
            "read"
        );

        await Assertions
            .Expect(app.Messages().Said("My answer").GetByText("Read", new() { Exact = true }))
            .ToHaveCountAsync(1);

        (await thread.EvaluateAsync<int>("element => element.scrollTop")).ShouldBeLessThan(50);
    }

    private async Task<(TrunklineHost Host, IPage App, ILocator Composer)> Writing()
    {
        var host = await Start(A.Host().WithDemo());
        await host.Brings(DemoNumbers.Europe.PhoneNumberId, Phone, "Good morning");
        var app = await Browser(host, DemoPerson.Cy);
        await app.Chat("Good morning").ClickAsync();
        await app.Messages().Shows("Good morning").ToBeVisibleAsync();
        return (host, app, app.Composer(Customer));
    }

    /// <summary>The first message is not given to the server before that.</summary>
    private static async Task<TaskCompletionSource> Holding(IPage app)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await app.RouteAsync(
            Posts,
            async route =>
            {
                await answer.Task;
                await route.ContinueAsync();
            }
        );
        return answer;
    }

    private static Task<IReadOnlyList<string>> Written(TrunklineHost host) =>
        host.Database.Ask(
            $"""
            SELECT text FROM conversations_message WHERE direction = 'Outgoing' AND conversation_id IN
            (SELECT conversation_id FROM conversations_message WHERE text IN ('Good morning')) ORDER BY stored_at
            """
        );
}
