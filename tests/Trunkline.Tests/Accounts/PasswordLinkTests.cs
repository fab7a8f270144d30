using System.Text.RegularExpressions;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Accounts;

public sealed partial class PasswordLinkTests(Bank bank) : IClassFixture<Bank>
{
    private const string Another = "harbour pencil willow 3";

    [Fact]
    public async Task Who_has_forgotten_the_password_is_mailed_a_link_and_sets_another_one()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);

        var sent = await (await bank.Editor(place, person.Id)).Press("Mail a link for a new password");

        sent.Text.ShouldContain("No mail server is set");
        var link = await LinkTo(person.Invited.Email);
        sent.Document.DocumentElement.OuterHtml.ShouldNotContain(link);
        (await person.Visitor.Open("/app/features")).Path.ShouldBe("/app/features");
        var visitor = bank.Host.Visitor();
        var page = await visitor.Open(link);
        page.Heading.ShouldBe("Set a new password");
        var inside = await page.Form("Set password").Fill("Choose a password", Another).Submit();
        inside.Path.ShouldStartWith("/app");
        (await visitor.Open("/app/features")).Path.ShouldBe("/app/features");
        // Whoever had got in with the old one is out.
        (await person.Visitor.Open("/app/features")).Path.ShouldStartWith("/app/sign-in");
        await bank.SignIn(person.Invited.Email, Another);
        (await bank.Host.Visitor().Open(link)).Text.ShouldContain("This link was used already.");
        (await bank.Records("account.password-renewed", place)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_not_joined_or_is_suspended_gets_none_and_a_link_that_was_sent_before_opens_nothing()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);
        var editor = await bank.Editor(place, person.Id);
        await editor.Press("Mail a link for a new password");
        var link = await LinkTo(person.Invited.Email);
        var suspended = await editor.Press("Suspend");

        (await bank.Host.Visitor().Open(link)).Offers("Set password").ShouldBeFalse();
        (await editor.Press("Mail a link for a new password")).Text.ShouldContain("there is no password to renew");
        await suspended.Press("Reactivate");
        (await bank.Host.Visitor().Open(link)).Offers("Set password").ShouldBeFalse();
        (await bank.Editor(place, (await bank.Invite(place)).Id))
            .Offers("Mail a link for a new password")
            .ShouldBeFalse();
    }

    private Task<string> LinkTo(string email) =>
        Eventually.Value(
            "the mail",
            () =>
                Task.FromResult(
                    bank.Host.Mails()
                        .Where(mail =>
                            mail.To == email && mail.Text.Contains("to set a new password", StringComparison.Ordinal)
                        )
                        .Select(mail => Link().Match(mail.Text).Value)
                        .FirstOrDefault("")
                ),
            link => link != ""
        );

    [GeneratedRegex("/app/join/[A-Za-z0-9_-]+", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
