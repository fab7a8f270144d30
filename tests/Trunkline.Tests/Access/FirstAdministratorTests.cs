using System.Net;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Access;

public sealed class FirstAdministratorTests
{
    private const string Password = "lantern gravel orbit";

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["WhatsApp:GraphBaseUrl"] = "http://127.0.0.1:9/graph",
        ["WhatsApp:AppSecret"] = TrunklineHost.AppSecret,
        ["WhatsApp:VerifyToken"] = TrunklineHost.VerifyToken,
        ["WhatsApp:AccessToken"] = "the access token of the tests",
    };

    [Fact]
    public async Task Who_reads_the_printed_token_becomes_the_first_administrator_and_nobody_the_second()
    {
        await using var database = await TestDatabase.Create(Store.Sqlite);
        await using var server = await TrunklineProcess.Start(database, Settings);
        var token = server
            .Said.Split('\n')
            .SkipWhile(line => !line.StartsWith("There is no administrator yet", StringComparison.Ordinal))
            .Skip(1)
            .First();
        var visitor = server.Visitor();
        var page = await visitor.Open("/portal");
        page.Heading.ShouldBe("First administrator");

        page = await Fill(page, "not the printed token").Submit();
        page.Status.ShouldBe(HttpStatusCode.Forbidden);
        page.Text.ShouldContain("not the token that the server printed");
        page.Field("Name of the enterprise").GetAttribute("value").ShouldBe("Northwind");
        var late = await server.Visitor().Open("/portal/first-administrator");
        page = await Fill(page, token).Submit();

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Switcher().ShouldBe(["Northwind"]);
        page.Text.ShouldContain("Everything at Northwind");
        (await Fill(late, token).Submit()).Status.ShouldBe(HttpStatusCode.NotFound);
        (await server.Visitor().Open("/portal/first-administrator")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await server.Visitor().SignIn("kim@northwind.example", Password)).Path.ShouldStartWith("/portal/o/");
        await server.Stop();
        await IsNoPlaceForADemo(database);
    }

    // Everybody of the demo has one password, and its simulator is open to everybody.
    private static async Task IsNoPlaceForADemo(TestDatabase database)
    {
        var (code, errors) = await TrunklineProcess.StartInVain(
            new Dictionary<string, string?>(database.Settings) { ["Demo:Enabled"] = "true" }
        );

        code.ShouldBe(1);
        errors.ShouldContain("Demo__Enabled");
        (await database.Ask("SELECT COUNT(*) FROM access_administrator")).ShouldBe(["1"]);
    }

    private static Form Fill(Page page, string token) =>
        page.Form("Create enterprise")
            .Fill("One-time token", token)
            .Fill("Name of the enterprise", "Northwind")
            .Fill("Your name", "Kim Sato")
            .Fill("E-mail address", "kim@northwind.example")
            .Fill("Password", Password);
}
