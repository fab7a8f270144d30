using System.Net;
using AngleSharp.Html.Dom;
using Trunkline.TestKit;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Visits;

namespace Trunkline.Tests.Accounts;

public sealed class EditAccountTests(Bank bank) : IClassFixture<Bank>
{
    private const string WhatsApp = "WhatsApp Messaging";
    private const string Restrict = "Restrict Incoming Social Messages";

    [Fact]
    public async Task Saving_untouched_switches_keeps_following_the_organization()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);
        await (await bank.Editor(place, invited.Id)).Press("Save");

        await bank.TurnOn(place);

        var editor = await bank.Editor(place, invited.Id);
        IsOn(editor, WhatsApp).ShouldBeTrue();
        editor.Text.ShouldContain("Inherited");
        editor.Text.ShouldNotContain("Set for this account");
        (await bank.Records("account.switches-saved", place)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_person_can_be_switched_on_where_the_organization_is_off_until_it_is_switched_off_again()
    {
        var place = await bank.NewPlace();
        var (one, other) = (await bank.Invite(place, "Mia"), await bank.Invite(place, "Noa"));
        var editor = await bank.Editor(place, one.Id);
        editor.Text.ShouldContain($"Off in {place.Name}");

        var saved = await editor.Form("Save").Tick(WhatsApp).Submit();

        saved.Text.ShouldContain("Saved. WhatsApp Messaging is on.");
        saved.Text.ShouldContain("Set for this account");
        IsOn(await bank.Editor(place, other.Id), WhatsApp).ShouldBeFalse();

        await bank.TurnOn(place);
        await bank.TurnOff(place);
        IsOn(await bank.Editor(place, one.Id), WhatsApp).ShouldBeFalse();
    }

    [Fact]
    public async Task Both_switches_are_saved_in_one_step_with_one_record_of_two_fields()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        var invited = await bank.Invite(place);

        var editor = await bank.Editor(place, invited.Id);
        await editor.Follow("Cancel");
        (await bank.Records("account.switches-saved", place)).ShouldBeEmpty();

        await editor.Form("Save").Untick(WhatsApp).Tick(Restrict).Submit();

        var record = (await bank.Records("account.switches-saved", place)).ShouldHaveSingleItem();
        record.ShouldContain("\"whatsapp-messaging\":\"inherit\"");
        record.ShouldContain("\"restrict-incoming\":\"inherit\"");
        record.ShouldContain("\"whatsapp-messaging\":\"off\"");
        record.ShouldContain("\"restrict-incoming\":\"on\"");
    }

    [Fact]
    public async Task An_own_value_can_be_dropped_to_follow_the_organization_again()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        var invited = await bank.Invite(place);
        var off = await (await bank.Editor(place, invited.Id)).Form("Save").Untick(WhatsApp).Submit();
        off.Text.ShouldContain("WhatsApp Messaging is off.");

        var following = await off.Form("Save").Tick($"Follow the organization for {WhatsApp}").Submit();

        IsOn(following, WhatsApp).ShouldBeTrue();
        following.Text.ShouldNotContain("Set for this account");
    }

    [Fact]
    public async Task Who_holds_only_Accounts_sees_both_switches_but_cannot_change_them_and_can_change_the_name()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        var invited = await bank.Invite(place);

        var editor = await bank.Editor(place, invited.Id, "accounts.admin");

        editor.Text.ShouldContain($"You need the Setup privilege in {place.Name}.");
        foreach (var label in new[] { WhatsApp, Restrict })
        {
            var control = (IHtmlInputElement)editor.Field(label);
            control.GetAttribute("role").ShouldBe("switch");
            control.IsDisabled.ShouldBeTrue();
        }
        IsOn(editor, WhatsApp).ShouldBeTrue();
        var saved = await editor.Form("Save").Fill("First name", "Maria").Submit();
        saved.Heading.ShouldBe("Edit Maria Wolf");
        IsOn(saved, WhatsApp).ShouldBeTrue();
    }

    [Fact]
    public async Task A_forged_form_of_somebody_without_Setup_is_refused_with_the_name_of_the_privilege()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        var invited = await bank.Invite(place);
        var editor = await bank.Editor(place, invited.Id, "accounts.admin");

        var form = editor.Form("Save");
        var hidden = editor.Document.CreateElement("input");
        hidden.SetAttribute("type", "hidden");
        hidden.SetAttribute("name", "switches");
        hidden.SetAttribute("value", "whatsapp-messaging");
        editor.Document.QuerySelector("form[method=post][action$='/edit']")!.AppendChild(hidden);
        var refused = await form.Submit();

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text.ShouldContain("You need the Setup privilege");
        IsOn(await bank.Editor(place, invited.Id), WhatsApp).ShouldBeTrue();
    }

    [Fact]
    public async Task The_second_of_two_who_save_is_told_nothing_is_overwritten_and_the_input_is_kept()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);
        var (first, second) = (
            await bank.Editor(place, invited.Id),
            await bank.Editor(place, invited.Id, "whatsapp.admin")
        );

        await first.Form("Save").Fill("Last name", "Lupin").Tick(WhatsApp).Submit();
        var told = await second.Form("Save").Fill("First name", "Milena").Submit();

        told.Status.ShouldBe(HttpStatusCode.Conflict);
        told.Text.ShouldContain("Nothing was overwritten");
        told.Text.ShouldContain("The name is now Mia Lupin.");
        told.Text.ShouldContain("WhatsApp Messaging is now on");
        told.Field("First name").GetAttribute("value").ShouldBe("Milena");
        var now = await bank.Editor(place, invited.Id);
        now.Heading.ShouldBe("Edit Mia Lupin");
        IsOn(now, WhatsApp).ShouldBeTrue();
    }

    [Fact]
    public async Task A_name_is_asked_for_and_the_rest_of_the_input_stays()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);

        var again = await (await bank.Editor(place, invited.Id))
            .Form("Save")
            .Fill("First name", "")
            .Tick(WhatsApp)
            .Submit();

        again.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        again.Text.ShouldContain("Enter a first name.");
        IsOn(again, WhatsApp).ShouldBeTrue();
        IsOn(await bank.Editor(place, invited.Id), WhatsApp).ShouldBeFalse();
    }

    [Fact]
    public async Task Moving_to_an_organization_where_it_is_off_takes_the_feature_and_moving_back_returns_it()
    {
        var (on, off) = (await bank.NewPlace(), await bank.NewPlace());
        await bank.TurnOn(on);
        var invited = await bank.Invite(on);

        var moved = await Move(invited.Id, on, off);
        moved.Text.ShouldContain("WhatsApp Messaging is off here.");
        IsOn(moved, WhatsApp).ShouldBeFalse();

        var back = await Move(invited.Id, off, on);
        IsOn(back, WhatsApp).ShouldBeTrue();
        (await bank.Records("account.moved", off)).ShouldHaveSingleItem();
        (await bank.Records("account.left", on)).ShouldHaveSingleItem().ShouldNotContain(off.Name);
    }

    [Fact]
    public async Task Nobody_moves_an_account_to_where_he_holds_more_over_it()
    {
        await using var host = await A.Host().WithDemo().Start();
        var own = new Bank(host);
        var (south, north) = (await own.NewPlace("WhatsApp South"), await own.NewPlace());
        var invited = await own.Invite(south);
        // Alma Castillo holds Accounts in both, and from now on Setup in the one.
        await host.Database.Ask(
            """
            INSERT INTO access_grant (enterprise_id, id, holder_id, role_id, organization_id)
            SELECT held.enterprise_id, alma.person_id, alma.person_id, held.role_id, held.organization_id
            FROM access_grant AS held
            JOIN access_credential AS nora ON nora.person_id = held.holder_id AND nora.email_key = 'north.admin@abcbank.example'
            JOIN access_credential AS alma ON alma.email_key = 'accounts.admin@abcbank.example'
            """
        );
        var alma = await own.Administrator("accounts.admin");
        var page = await alma.Open($"{south.Address}/accounts/{invited.Id}/move");
        var review = await page.Form("Review the move").Fill("New organization", north.Address.Split('/')[^1]).Submit();

        var refused = await review.Press($"Move to {north.Name}");

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Text.ShouldContain("There you would hold more over Mia Wolf than you do now");
        (await own.Records("account.moved", north)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Somebody_elses_account_is_not_there()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);

        var elsewhere = await bank.Editor(place, invited.Id, "ops.admin");

        elsewhere.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Why_names_the_gate_that_fails()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);
        var editor = await bank.Editor(place, invited.Id);

        var why = await editor.Follow($"Why is {WhatsApp} off for Mia Wolf?");

        why.Heading.ShouldBe("Can Mia Wolf use WhatsApp Messaging?");
        why.Text.ShouldContain("Failed");
    }

    private async Task<Page> Move(Trunkline.Accounts.Contracts.AccountId account, Place from, Place to)
    {
        var page = await (await bank.Administrator()).Open($"{from.Address}/accounts/{account}/move");
        var review = await page.Form("Review the move").Fill("New organization", to.Address.Split('/')[^1]).Submit();
        review.Text.ShouldContain("What changes");
        return await review.Press($"Move to {to.Name}");
    }

    private static bool IsOn(Page page, string label) => ((IHtmlInputElement)page.Field(label)).IsChecked;
}
