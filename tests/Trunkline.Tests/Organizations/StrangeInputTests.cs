using System.Net;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Hosts;
using Trunkline.Tests.WhatsApp;

namespace Trunkline.Tests.Organizations;

/// <summary>Input that no page makes: one sentence says what is accepted, and it is never a fault of ours.</summary>
public sealed class StrangeInputTests(BankHost bank) : IClassFixture<BankHost>
{
    [Fact]
    public async Task A_letter_that_PostgreSQL_does_not_store_is_refused()
    {
        await using var host = await A.Host().WithDemo().On(Store.PostgreSql).Start();
        using var visitor = host.Visitor();
        using var ana = await host.SignedIn(DemoPerson.Ana);

        var body = await visitor.Api(
            HttpMethod.Post,
            "/api/v1/sessions",
            new { email = "ana\0@abcbank.example", password = "x" }
        );
        var query = await ana.Open("/app?q=a%00b");

        body.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, body.Text);
        body.Json.GetProperty("title").GetString().ShouldBe("Leave out the character U+0000.");
        ((int)query.Status).ShouldBeLessThan(500, query.Text);
    }

    [Theory]
    [InlineData("9223372036854775807-0")]
    [InlineData("-1-0")]
    [InlineData("not a cursor")]
    public async Task A_cursor_that_was_never_given_begins_anew(string cursor)
    {
        using var admin = await bank.SignIn("admin");

        var changes = await admin.Api(HttpMethod.Get, $"/api/v1/changes?cursor={Uri.EscapeDataString(cursor)}");

        changes.Status.ShouldBe(HttpStatusCode.OK, changes.Text);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_told_so_in_a_sentence()
    {
        using var visitor = bank.Host.Visitor();

        var answer = await visitor.Api(HttpMethod.Post, "/api/v1/sessions", new { email = 5, password = "x" });

        answer.Code.ShouldBe("unreadable", answer.Text);
        answer.Json.GetProperty("title").GetString().ShouldStartWith("The request could not be read");
    }

    [Fact]
    public async Task An_address_with_a_value_that_is_none_is_told_so_in_a_sentence()
    {
        var here = bank.Open();
        using var admin = await here.SignIn("admin");

        var page = await admin.Open($"{here.Page("WhatsApp")}/review?to=nonsense");
        var answer = await admin.Api(HttpMethod.Get, "/api/v1/changes?limit=many");

        page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.Text.ShouldContain("The request could not be read");
        answer.Code.ShouldBe("unreadable", answer.Text);
    }

    [Fact]
    public async Task A_form_that_another_site_could_have_sent_is_refused()
    {
        var page = await bank.Host.Visitor().Open("/portal/sign-in");

        var answer = await page.Form("Sign in")
            .Fill("E-mail address", "admin@abcbank.example")
            .Fill("Password", TrunklineHost.DemoPassword)
            .Tamper("__RequestVerificationToken", "invented")
            .Submit();

        answer.Path.ShouldBe("/portal/sign-in");
        answer.Text.ShouldContain("This form is out of date.");
    }
}
