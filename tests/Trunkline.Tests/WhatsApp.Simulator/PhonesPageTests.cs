using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Trunkline.Tests.WhatsApp.Simulator;

/// <summary>The page with the phones, as a browser without a script uses it.</summary>
public sealed class PhonesPageTests : IAsyncLifetime
{
    SimulatorHost host = null!;

    public async ValueTask InitializeAsync() => host = await SimulatorHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Each_customer_has_a_labelled_phone_and_the_page_says_that_it_is_a_simulator()
    {
        var page = await PageAsync();

        page.QuerySelector(".simulator-mark")!
            .TextContent.Trim()
            .ShouldBe("Simulator: no real WhatsApp messages are sent");
        page.QuerySelectorAll("section.phone")
            .Select(phone => phone.GetAttribute("aria-label"))
            .ShouldBe(["Maria Gómez", "Unknown customer", "Noa"]);
        foreach (var phone in page.QuerySelectorAll("section.phone"))
        {
            var name = phone.GetAttribute("aria-label");
            phone.QuerySelector("textarea")!.GetAttribute("aria-label").ShouldBe($"Message from {name}");
            phone.QuerySelector("button.send")!.GetAttribute("aria-label").ShouldBe($"Send as {name}");
        }
        PhoneOf(page, "Noa").TextContent.ShouldContain("@noa.writes, no phone number");
    }

    [Fact]
    public async Task What_is_typed_arrives_as_a_webhook_and_stands_on_the_phone()
    {
        var phone = PhoneOf(await PageAsync(), "Maria Gómez");

        var after = await SubmitAsync(phone.QuerySelector("form.composer")!, ("text", "Is <this> on?"));

        var value = await host.Receiver.ChangeAsync(value => value["messages"] is not null);
        value["messages"]![0]!["text"]!["body"]!.GetValue<string>().ShouldBe("Is <this> on?");
        PhoneOf(after, "Maria Gómez")
            .QuerySelector(".bubble-row.out .bubble-text")!
            .TextContent.Trim()
            .ShouldBe("Is <this> on?");
    }

    [Fact]
    public async Task A_consent_request_is_answered_by_its_button_which_can_be_tapped_once()
    {
        var request = await host.SendAsync(SimulatorHost.ConsentRequest());
        await host.Receiver.StatusAsync(request, "delivered");

        var phone = PhoneOf(await PageAsync(), "Maria Gómez");
        phone.TextContent.ShouldContain("Hello Maria, ABC Bank would like");
        var yes = phone.QuerySelectorAll("button").Single(button => button.TextContent.Trim() == "YES");
        var after = PhoneOf(await SubmitAsync(yes.Closest("form")!), "Maria Gómez");

        (await host.Receiver.ChangeAsync(value => value["messages"] is not null))["messages"]![0]!["button"]![
            "payload"
        ]!
            .GetValue<string>()
            .ShouldBe("consent:yes");
        after
            .QuerySelectorAll("button")
            .Where(button => button.TextContent.Trim() is "YES" or "NO")
            .ShouldAllBe(button => button.HasAttribute("disabled"));
    }

    [Fact]
    public async Task Opening_a_chat_reads_it()
    {
        await host.TypeAsync("Hi");
        var id = await host.SendAsync(SimulatorHost.Text("Hello"));
        await host.Receiver.StatusAsync(id, "delivered");

        var open = PhoneOf(await PageAsync(), "Maria Gómez").QuerySelector("button.phone-action")!;
        open.TextContent.ShouldStartWith("Open chat");
        var after = await SubmitAsync(open.Closest("form")!);

        await host.Receiver.StatusAsync(id, "read");
        PhoneOf(after, "Maria Gómez").QuerySelector("button.phone-action")!.TextContent.ShouldStartWith("Close chat");
    }

    [Fact]
    public async Task A_phone_shows_the_chat_in_which_something_happened_last_and_writes_there()
    {
        var toSouth = await host.SendAsync(SimulatorHost.ConsentRequest(), SimulatorHost.OtherNumberId);
        await host.Receiver.StatusAsync(toSouth, "delivered");

        var phone = PhoneOf(await PageAsync(), "Maria Gómez");

        phone.QuerySelector("button[aria-pressed=true]")!.TextContent.ShouldContain("WhatsApp South");
        phone.QuerySelector("input[name=number]")!.GetAttribute("value").ShouldBe(SimulatorHost.OtherNumberId);
        var north = phone
            .QuerySelectorAll("button.phone-chat")
            .Single(chat => chat.TextContent.Contains("WhatsApp North", StringComparison.Ordinal));
        var after = PhoneOf(await SubmitAsync(north.Closest("form")!), "Maria Gómez");
        after.QuerySelector("input[name=number]")!.GetAttribute("value").ShouldBe(SimulatorHost.NumberId);
    }

    [Fact]
    public async Task A_click_lets_a_day_pass()
    {
        var before = host.Clock.GetUtcNow();
        var clock = (await PageAsync()).QuerySelector(".simulator-clock form")!;
        clock.QuerySelectorAll("button").Select(button => button.TextContent).ShouldBe(["+1 hour", "+24 hours"]);

        var after = await SubmitAsync(clock, ("hours", "24"));

        (host.Clock.GetUtcNow() - before).ShouldBeGreaterThan(TimeSpan.FromHours(24));
        after.QuerySelector(".simulator-ahead")!.TextContent.ShouldBe("24 hours ahead of real time");
    }

    [Fact]
    public async Task A_person_can_be_added()
    {
        var form = (await PageAsync()).QuerySelector("form.simulator-add")!;

        var after = await SubmitAsync(form, ("name", "Ida Berg"), ("phone", "+46 70 123 45 67"));

        PhoneOf(after, "Ida Berg").TextContent.ShouldContain("+46701234567");
    }

    [Fact]
    public async Task The_live_stream_brings_what_changes()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        using var request = new HttpRequestMessage(HttpMethod.Get, "live");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var stream = await host.Anonymous.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            limit.Token
        );
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(limit.Token));
        while (await reader.ReadLineAsync(limit.Token) is not ": here") { }

        await host.SendAsync(SimulatorHost.ConsentRequest());

        var target = "";
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains("<turbo-stream", StringComparison.Ordinal))
                target = line;
            if (line.Contains("ABC Bank would like", StringComparison.Ordinal))
                break;
        }
        target.ShouldContain("target=\"screen-maria-g");
    }

    async Task<IDocument> PageAsync()
    {
        using var response = await host.Anonymous.GetAsync(host.Address + "/simulator");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
    }

    static IElement PhoneOf(IDocument page, string name) =>
        page.QuerySelectorAll("section.phone").Single(phone => phone.GetAttribute("aria-label") == name);

    async Task<IDocument> SubmitAsync(IElement form, params (string Name, string Value)[] typed)
    {
        var fields = form.Owner!.QuerySelectorAll("input[name]")
            .Where(input => input.Closest("form") == form || input.GetAttribute("form") is { } id && id == form.Id)
            .Where(input => typed.All(field => field.Name != input.GetAttribute("name")))
            .Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""))
            .Concat(typed.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        // The client follows the 303 to the page.
        using var response = await host.Anonymous.PostAsync(
            host.Address + form.GetAttribute("action"),
            new FormUrlEncodedContent(fields)
        );
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
    }
}
