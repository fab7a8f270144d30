using System.Net;
using Trunkline.TestKit;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;
using Trunkline.Tests.Access;

namespace Trunkline.Tests.WhatsApp.Operating;

/// <summary>The page that tells an operator, in words, how the server is.</summary>
public sealed class SystemPageTests : IAsyncLifetime
{
    private TrunklineHost host = null!;
    private Meta meta = null!;

    public async ValueTask InitializeAsync()
    {
        host = await A.Host().WithDemo().Start();
        meta = new Meta(host);
    }

    public async ValueTask DisposeAsync()
    {
        meta.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task It_counts_what_waits_for_a_number_nobody_added_and_says_nothing_of_what_was_written()
    {
        using var admin = await host.Visitor(DemoPerson.Administrator);
        await meta.Delivers(Payload.Text("wamid.unknown", "a secret word", number: "999000999000999"));

        var page = await Eventually.Value(
            "the page counts the orphan",
            async () => await (await admin.Open("/portal")).Follow("System"),
            shown => Fact(shown, "For numbers nobody has added") == "1"
        );

        page.Heading.ShouldBe("System");
        Fact(page, "Last webhook").ShouldNotStartWith("None");
        Fact(page, "Stored, to be processed").ShouldBe("Nothing waits");
        Fact(page, "Database").ShouldStartWith("SQLite, ");
        page.Text.ShouldNotContain("a secret word");
        page.Text.ShouldNotContain(Payload.Customer);
    }

    [Fact]
    public async Task Only_who_holds_Setup_at_the_top_finds_it()
    {
        using var part = await host.Visitor(DemoPerson.WhatsAppAdministrator);
        var home = await part.Open("/portal");

        home.Menu().ShouldNotContain("System");
        var whatsApp = home.Path[..home.Path.LastIndexOf('/')];
        (await part.Open($"{whatsApp}/system")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string? Fact(TestKit.Visits.Page page, string name) =>
        page
            .Document.QuerySelectorAll("dt")
            .FirstOrDefault(term => term.TextContent.Trim() == name)
            ?.NextElementSibling?.TextContent.Trim();
}
