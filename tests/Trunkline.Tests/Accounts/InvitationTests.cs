using System.Net;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Accounts;

public sealed class InvitationTests(Bank bank) : IClassFixture<Bank>
{
    [Fact]
    public async Task The_mail_brings_the_link_and_says_who_invites_where()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);

        var mail = await Eventually.Value(
            "the mail",
            () => Task.FromResult(bank.Host.Mails().FirstOrDefault(one => one.To == invited.Email)),
            found => found is not null
        );

        mail!.Text.ShouldContain("Ines Marchetti");
        var visitor = bank.Host.Visitor();
        var page = await visitor.Open(invited.Link);
        page.Heading.ShouldBe("Welcome, Mia Wolf");
        page.Text.ShouldContain(place.Name);
        page.Text.ShouldContain("Ines Marchetti");
    }

    [Fact]
    public async Task The_link_is_shown_once_and_stored_only_as_a_hash()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);
        var token = invited.Link.Split('/')[^1];

        var list = await (await bank.Administrator()).Open($"{place.Address}/accounts/invitations");

        list.Text.ShouldContain("Sent");
        list.Document.DocumentElement.OuterHtml.ShouldNotContain(token);
        (await bank.Host.Database.Ask("SELECT token_hash FROM accounts_invitation")).ShouldNotContain(token);
    }

    [Fact]
    public async Task An_empty_field_is_answered_with_one_sentence_and_what_was_typed_is_kept()
    {
        var place = await bank.NewPlace();
        var form = await (await bank.Administrator()).Open($"{place.Address}/accounts/invite");

        var again = await form.Form("Save & Invite").Fill("First name", "Eva").Submit();

        again.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var summary = again.Document.QuerySelectorAll(".error-summary li").Select(line => line.TextContent.Trim());
        summary.ShouldBe(["Enter a last name.", "Enter an e-mail address."]);
        again.Document.QuerySelector("[name=FirstName]")?.GetAttribute("value").ShouldBe("Eva");
    }

    [Theory]
    [InlineData("Ana Ruiz <ana.ruiz@abcbank.example>")]
    [InlineData("ana ruiz@abcbank.example")]
    [InlineData("ana.ruiz,eva@abcbank.example")]
    public async Task Only_an_address_with_which_one_can_sign_in_is_invited(string email)
    {
        var place = await bank.NewPlace();
        var form = await (await bank.Administrator()).Open($"{place.Address}/accounts/invite");

        var again = await form.Form("Save & Invite")
            .Fill("First name", "Ana")
            .Fill("Last name", "Ruiz")
            .Fill("E-mail", email)
            .Submit();

        again.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        again.Text.ShouldContain("Enter an e-mail address, such as");
    }

    [Fact]
    public async Task A_link_works_once()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);
        await bank.Join(invited);

        var used = await bank.Host.Visitor().Open(invited.Link);

        used.Status.ShouldBe(HttpStatusCode.NotFound);
        used.Text.ShouldContain("This link was used already.");
    }

    [Fact]
    public async Task After_seven_days_a_link_says_whom_to_ask_for_a_new_one()
    {
        await using var host = await Trunkline.TestKit.A.Host().WithDemo().Start();
        var later = new Bank(host);
        var place = await later.NewPlace();
        var invited = await later.Invite(place);

        host.Clock.MoveForward(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));

        var expired = await host.Visitor().Open(invited.Link);
        expired.Text.ShouldContain("This link has expired");
        expired.Text.ShouldContain("Ask Ines Marchetti for a new one.");
    }

    [Fact]
    public async Task A_revoked_link_is_closed_and_a_new_one_closes_the_one_before()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);
        var invitations = await (await bank.Administrator()).Open($"{place.Address}/accounts/invitations");

        var made = await invitations.Press("Make a link for Mia Wolf to copy");
        var fresh = Bank.LinkOn(made);
        (await bank.Host.Visitor().Open(invited.Link)).Text.ShouldContain("A newer link was made for you");
        (await bank.Host.Visitor().Open(fresh)).Heading.ShouldBe("Welcome, Mia Wolf");

        var revoked = await made.Press("Revoke the invitation of Mia Wolf");
        revoked.Text.ShouldContain("Revoked");
        (await bank.Host.Visitor().Open(fresh)).Text.ShouldContain("This invitation was withdrawn");
    }

    [Fact]
    public async Task A_mail_is_not_sent_twice_in_a_minute()
    {
        var place = await bank.NewPlace();
        await bank.Invite(place);
        var invitations = await (await bank.Administrator()).Open($"{place.Address}/accounts/invitations");

        var refused = await invitations.Press("Send again to Mia Wolf");

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Text.ShouldContain("It can be sent again in");
    }

    [Fact]
    public async Task An_address_in_use_leads_to_its_account_or_is_answered_neutrally_out_of_sight()
    {
        var place = await bank.NewPlace();
        async Task<TestKit.Visits.Page> Add(string administrator) =>
            await (await (await bank.Administrator(administrator)).Open($"{place.Address}/accounts/invite"))
                .Form("Save & Invite")
                .Fill("First name", "Cyril")
                .Fill("Last name", "Weber")
                .Fill("E-mail", " CY.Weber@abcbank.example ")
                .Submit();

        var known = await Add("admin");
        known.Status.ShouldBe(HttpStatusCode.Conflict);
        known.Text.ShouldContain("Cy Weber has this e-mail address already.");
        known.LinkTexts.ShouldContain("Open that account");

        var hidden = await Add("whatsapp.admin");
        hidden.Status.ShouldBe(HttpStatusCode.Conflict);
        hidden.Text.ShouldNotContain("Cy Weber has");
        hidden.Text.ShouldContain("This e-mail address cannot be invited here");
        hidden.Field("First name").GetAttribute("value").ShouldBe("Cyril");
    }

    [Fact]
    public async Task The_feature_is_judged_when_onboarding_completes()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        var invited = await bank.Invite(place);
        await bank.TurnOff(place);

        var visitor = await bank.Join(invited);

        (await visitor.Open("/app/welcome")).Text.ShouldContain("WhatsApp Messaging is not on for you yet");
    }

    [Fact]
    public async Task A_switch_set_when_inviting_wins_over_the_organization()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        var invited = await bank.Invite(place, whatsApp: "off");

        var visitor = await bank.Join(invited);

        (await visitor.Open("/app/welcome")).Text.ShouldContain("WhatsApp Messaging is not on for you yet");
    }

    [Fact]
    public async Task A_weak_password_is_refused_and_nothing_is_completed()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);
        var page = await bank.Host.Visitor().Open(invited.Link);

        var refused = await page.Form("Join").Fill("Choose a password", "short").Submit();

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Text.ShouldContain("at least 12 characters");
        (await bank.Host.Visitor().Open(invited.Link)).Heading.ShouldBe("Welcome, Mia Wolf");
    }

    [Fact]
    public async Task Who_is_signed_in_as_somebody_else_is_asked_to_sign_out_first()
    {
        var place = await bank.NewPlace();
        var (invited, somebody) = (await bank.Invite(place), await bank.Employ(place, "Noa"));

        var page = await somebody.Visitor.Open(invited.Link);
        page.Text.ShouldContain("This browser is signed in as Noa Wolf.");

        (await page.Press("Sign out")).Heading.ShouldBe("Welcome, Mia Wolf");
    }
}
