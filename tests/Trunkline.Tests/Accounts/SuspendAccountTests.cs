using System.Net;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Tests.Accounts;

public sealed class SuspendAccountTests(Bank bank) : IClassFixture<Bank>
{
    [Fact]
    public async Task Suspending_signs_out_everywhere_and_says_so_to_whoever_knows_the_password_only()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        var person = await bank.Employ(place);

        var suspended = await (await bank.Editor(place, person.Id)).Press("Suspend");

        suspended.Text.ShouldContain("is suspended");
        (await person.Visitor.Open("/app/features")).Path.ShouldStartWith("/app/sign-in");
        (await SignIn(person.Invited.Email, "lantern orchard velvet 7")).Text.ShouldContain(
            "Your account is suspended. Ask your administrator to reactivate it."
        );
        var refused = await SignIn(person.Invited.Email, "lantern orchard velvet 8");
        var unknown = await SignIn("nobody@abcbank.example", "lantern orchard velvet 8");
        refused.Status.ShouldBe(unknown.Status);
        refused.Text.Replace(person.Invited.Email, "").ShouldBe(unknown.Text.Replace("nobody@abcbank.example", ""));
        var why = await (await bank.Administrator()).Open(
            $"{place.Address}/accounts/{person.Id}/why/whatsapp-messaging"
        );
        why.Text.ShouldContain("Account suspended");
    }

    [Fact]
    public async Task A_deleted_person_is_gone_and_the_address_is_free_again()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);
        var confirm = await (await bank.Editor(place, person.Id)).Follow("Delete…");

        var list = await confirm.Press("Delete Mia Wolf");

        list.Text.ShouldContain("The account was deleted.");
        (await person.Visitor.Open("/app/features")).Path.ShouldStartWith("/app/sign-in");
        (await bank.Editor(place, person.Id)).Status.ShouldBe(HttpStatusCode.NotFound);
        var form = await (await bank.Administrator()).Open($"{place.Address}/accounts/invite");
        var again = await form.Form("Save & Invite")
            .Fill("First name", "Mia")
            .Fill("Last name", "Wolf")
            .Fill("E-mail", person.Invited.Email)
            .Submit();
        again.Text.ShouldContain("The invitation is made.");
    }

    [Fact]
    public async Task Who_has_a_number_or_conversations_is_not_deleted_and_the_page_says_what_to_do()
    {
        var accounts = await (await bank.Administrator()).Open($"{await bank.PlaceOf("Europe")}/accounts");
        var confirm = await (await accounts.Follow("Edit Cy Weber")).Follow("Delete…");

        confirm.Text.ShouldContain("The number +49 30 55500101 is assigned to it: assign it to somebody else first.");
        confirm.Text.ShouldContain("conversations, which stay on the record: suspend it instead.");
        confirm.Document.QuerySelector("main form button[disabled]").ShouldNotBeNull();
        var refused = await confirm.Form("Delete Cy Weber").Submit();
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Text.ShouldContain("This account cannot be deleted yet.");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);
        var cookie = person.Visitor.Cookies.Single(one => one.Name == "__Host-trunkline-app");
        cookie.HttpOnly.ShouldBeTrue();
        cookie.Secure.ShouldBeTrue();

        var left = await (await person.Visitor.Open("/app/features")).Press("Sign out");

        left.Path.ShouldBe("/app/sign-in");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/app/features");
        request.Headers.Add("Cookie", $"{cookie.Name}={cookie.Value}");
        using var answer = await bank.Host.Visitor().Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    private async Task<TestKit.Visits.Page> SignIn(string email, string password) =>
        await (await bank.Host.Visitor().Open("/app/sign-in"))
            .Form("Sign in")
            .Fill("E-mail", email)
            .Fill("Password", password)
            .Submit();
}
