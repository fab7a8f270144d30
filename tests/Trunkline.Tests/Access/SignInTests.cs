using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Trunkline.Platform.Data;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Access;

public sealed partial class SignInTests(DemoEnterprise demo) : IClassFixture<DemoEnterprise>
{
    private readonly TrunklineHost host = demo.Host;

    [Fact]
    public async Task Signing_in_leads_to_the_topmost_organization_one_sees()
    {
        var visitor = host.Visitor();
        (await visitor.Open("/portal")).Heading.ShouldBe("Sign in");

        var page = await visitor.SignIn("NORTH.admin@abcbank.example ", TrunklineHost.DemoPassword);

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Switcher().ShouldBe(["WhatsApp North"]);
        page.Text.ShouldContain("Setup at WhatsApp North");
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        var visitor = await host.Administrator("ops.admin");
        var cookie = visitor.Cookies.Single(one => one.Name == "__Host-trunkline-portal");
        cookie.HttpOnly.ShouldBeTrue();
        cookie.Secure.ShouldBeTrue();
        cookie.SameSite.ShouldBe(Microsoft.Net.Http.Headers.SameSiteMode.Lax);
        cookie.Path.ToString().ShouldBe("/");
        cookie.Domain.HasValue.ShouldBeFalse();
        cookie.Value.Length.ShouldBe(43, "256 random bits");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server()
    {
        var visitor = await host.Administrator("ops.admin");
        var stolen = host.Visitor();
        stolen.Http.DefaultRequestHeaders.Add("Cookie", CookieOf(visitor));
        (await stolen.Open("/portal")).Path.ShouldStartWith("/portal/o/");

        var gone = await (await visitor.Open("/portal")).Press("Sign out");

        gone.Heading.ShouldBe("Sign in");
        gone.Text.ShouldNotContain("You were signed out.", customMessage: "one knows what one has just done");
        var ended = await stolen.Open("/portal");
        ended.Heading.ShouldBe("Sign in");
        ended.Text.ShouldContain("You were signed out. Sign in again.");
        visitor.Cookies.ShouldNotContain(one => one.Name == "__Host-trunkline-portal");
    }

    [Fact]
    public async Task Unknown_wrong_and_locked_are_answered_alike()
    {
        const string locked = "accounts.admin@abcbank.example";
        for (var attempt = 0; attempt < 5; attempt++)
            await host.Visitor().SignIn(locked, "not the password");

        var answers = new List<string>();
        foreach (
            var (email, password) in new[]
            {
                ("nobody@abcbank.example", TrunklineHost.DemoPassword),
                ("whatsapp.admin@abcbank.example", "not the password"),
                (locked, TrunklineHost.DemoPassword),
            }
        )
        {
            var page = await host.Visitor().SignIn(email, password);
            page.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
            answers.Add(Tokens().Replace(page.Document.DocumentElement.OuterHtml, "").Replace(email, ""));
        }

        answers.Distinct().Count().ShouldBe(1);
        answers[0].ShouldContain("do not belong together");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/portal")]
    [InlineData("/\\evil.example")]
    [InlineData("/portal\\..\\..\\evil")]
    [InlineData("/portal/../../app")]
    [InlineData("/portalevil")]
    [InlineData("/portal/\u00e9")]
    [InlineData("/app")]
    [InlineData("javascript:alert(1)")]
    public async Task After_signing_in_one_stays_in_the_portal(string returnUrl)
    {
        var page = await host.Visitor().Open($"/portal/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        var form = page.Form("Sign in")
            .Fill("E-mail address", "admin@abcbank.example")
            .Fill("Password", TrunklineHost.DemoPassword)
            .Tamper("ReturnUrl", returnUrl);
        (await form.Submit()).Path.ShouldStartWith("/portal/o/");
    }

    [Fact]
    public async Task After_signing_in_one_is_where_one_wanted_to_be()
    {
        var admin = await host.Administrator("admin");
        var wanted = $"/portal/o/{await admin.Find("Europe")}/administrators?q=ines";
        var visitor = host.Visitor();
        var page = await visitor.Open(wanted);
        page.Heading.ShouldBe("Sign in");
        page = await page.Form("Sign in")
            .Fill("E-mail address", "admin@abcbank.example")
            .Fill("Password", TrunklineHost.DemoPassword)
            .Submit();
        page.Path.ShouldBe(wanted);
    }

    [Fact]
    public async Task A_hash_that_is_too_weak_is_replaced_when_its_owner_signs_in()
    {
        await using var production = await A.Host().WithDemo().WithStrongPasswords().Start();
        await using var scope = production.Scope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        (await IterationsAsync(db)).ShouldBe(1_000u, "as the demo of the tests was made");

        await production.Administrator("ops.admin");

        (await IterationsAsync(db)).ShouldBeGreaterThanOrEqualTo(210_000u);
    }

    private static async Task<uint> IterationsAsync(TrunklineDb db)
    {
        var stored = await db
            .Database.SqlQuery<string>(
                $"SELECT password_hash AS Value FROM access_credential WHERE email_key = 'ops.admin@abcbank.example'"
            )
            .SingleAsync();
        // The format's header: a marker, the function, then the number of iterations.
        var bytes = Convert.FromBase64String(stored);
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)).ShouldBe(2u, "HMAC-SHA512");
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5));
    }

    [Fact]
    public async Task Nothing_secret_reaches_the_log()
    {
        var visitor = await host.Administrator("ops.admin");
        await host.Visitor().SignIn("ops.admin@abcbank.example", "a wrong but telling password");

        var log = string.Join('\n', host.Log);
        log.ShouldContain("was refused");
        log.ShouldNotContain(TrunklineHost.DemoPassword);
        log.ShouldNotContain("telling password");
        log.ShouldNotContain(CookieOf(visitor).Split('=')[1]);
    }

    private static string CookieOf(Visitor visitor)
    {
        var cookie = visitor.Cookies.Single(one => one.Name == "__Host-trunkline-portal");
        return $"{cookie.Name}={cookie.Value}";
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"[^\"]+\"")]
    private static partial Regex Tokens();
}
