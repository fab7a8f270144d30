using Trunkline.TestKit.Demo;
using Trunkline.TestKit.Waiting;

namespace Trunkline.Tests.Accounts;

/// The pop-up "WhatsApp Messaging is now available": acceptance checks 14 to 17 and 23, and SR-30 to SR-34.
public sealed class NoticeTests(Bank bank) : IClassFixture<Bank>
{
    [Fact]
    public async Task An_open_app_shows_the_popup_within_two_seconds_and_after_OK_no_other_device_shows_it()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);
        await using var stream = await person.Visitor.Follow("/app/live");

        await bank.TurnOn(place);

        var shown = await stream.NextSaying(Person.Popup);
        shown.Data.ShouldContain("turbo-stream");
        var second = await bank.SignIn(person.Invited.Email);
        var page = await second.Open("/app/features");
        page.Text.ShouldContain(Person.Popup);
        await page.Press("OK");
        (await person.SeesPopup()).ShouldBeFalse();
        (await stream.NextSaying("action=\"remove\"")).Data.ShouldNotContain(Person.Popup);
    }

    [Fact]
    public async Task Who_was_away_sees_it_at_the_next_start()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);

        await bank.TurnOn(place);
        await bank.Quiet();

        (await person.SeesPopup()).ShouldBeTrue();
        (await person.SeesPopup()).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_switched_off_personally_gets_none_until_switched_on()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        var invited = await bank.Invite(place, whatsApp: "off");
        var person = new Person(invited, await bank.Join(invited));
        await bank.TurnOff(place);
        await bank.TurnOn(place);
        await bank.Quiet();
        (await person.SeesPopup()).ShouldBeFalse();

        await (await bank.Editor(place, person.Id)).Form("Save").Tick("WhatsApp Messaging").Submit();
        await bank.Quiet();

        (await person.SeesPopup()).ShouldBeTrue();
    }

    [Fact]
    public async Task It_is_dropped_when_the_feature_goes_before_it_was_seen()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);
        await bank.TurnOn(place);
        await bank.Quiet();

        await bank.TurnOff(place);
        await bank.Quiet();

        var page = await person.Visitor.Open("/app/features");
        page.Text.ShouldNotContain(Person.Popup);
        page.Text.ShouldNotContain("was turned off for you");
    }

    [Fact]
    public async Task Who_knew_it_is_told_calmly_that_it_went()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);
        await bank.TurnOn(place);
        await bank.Quiet();
        await (await person.Visitor.Open("/app/features")).Press("OK");
        await using var stream = await person.Visitor.Follow("/app/live");

        await bank.TurnOff(place);

        (await stream.NextSaying("WhatsApp Messaging was turned off for you")).Data.ShouldNotContain("role=\"dialog\"");
        var page = await person.Visitor.Open("/app/features");
        page.Text.ShouldContain("WhatsApp Messaging was turned off for you");
        await page.Press("OK");
        (await person.Visitor.Open("/app/features")).Text.ShouldNotContain("was turned off for you");
    }

    [Fact]
    public async Task Who_had_it_from_the_first_day_is_told_too_when_it_goes()
    {
        var europe = new Place("Europe", await bank.PlaceOf("Europe"));
        var cy = await bank.Host.Visitor(DemoPerson.Cy);
        await using var stream = await cy.Follow("/app/live");

        await bank.TurnOff(europe);

        await stream.NextSaying("WhatsApp Messaging was turned off for you");
        (await cy.Open("/app")).Text.ShouldNotContain("New message");
    }

    [Fact]
    public async Task An_off_and_on_within_minutes_does_not_announce_again_but_a_later_one_does()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);
        await bank.TurnOn(place);
        await bank.Quiet();
        await (await person.Visitor.Open("/app/features")).Press("OK");

        await bank.TurnOff(place);
        await bank.Quiet();
        await bank.TurnOn(place);
        await bank.Quiet();
        (await person.SeesPopup()).ShouldBeFalse();

        await bank.TurnOff(place);
        await bank.Quiet();
        bank.Host.Clock.MoveForward(TimeSpan.FromMinutes(6));
        await bank.TurnOn(place);
        await bank.Quiet();
        (await person.SeesPopup()).ShouldBeTrue();
    }

    [Fact]
    public async Task Turning_on_twice_announces_once()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);
        await bank.TurnOn(place);
        await bank.Quiet();
        await (await person.Visitor.Open("/app/features")).Press("OK");

        await bank.TurnOn(new Place("WhatsApp North", await bank.PlaceOf("WhatsApp North")));
        await bank.Quiet();

        (await person.SeesPopup()).ShouldBeFalse();
        await bank.TurnOff(new Place("WhatsApp North", await bank.PlaceOf("WhatsApp North")));
    }

    [Fact]
    public async Task Who_joins_while_it_is_on_is_welcomed_with_it_and_sees_no_popup()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);
        await bank.TurnOn(place);

        var visitor = await bank.Join(invited);

        var welcome = await visitor.Open("/app/welcome");
        welcome.Text.ShouldContain("WhatsApp Messaging is ready");
        welcome.Text.ShouldNotContain(Person.Popup);
        await bank.Quiet();
        (await new Person(invited, visitor).SeesPopup()).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_is_suspended_hears_of_it_only_when_reactivated()
    {
        var place = await bank.NewPlace();
        var person = await bank.Employ(place);
        await (await bank.Editor(place, person.Id)).Press("Suspend");
        await bank.TurnOn(place);
        await bank.Quiet();
        (await bank.Host.Database.Ask("SELECT account FROM accounts_feature_notice")).ShouldNotContain(
            person.Id.ToString().ToUpperInvariant()
        );

        await (await bank.Editor(place, person.Id)).Press("Reactivate");
        await bank.Quiet();

        var again = new Person(person.Invited, await bank.SignIn(person.Invited.Email));
        (await again.SeesPopup()).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_joins_before_there_is_a_number_is_told_when_one_can_be_reached()
    {
        var place = await bank.NewPlace("Finance");
        await bank.TurnOn(place);
        var person = await bank.Employ(place);
        await bank.Quiet();
        (await person.SeesPopup()).ShouldBeFalse();

        var north = await bank.NewPlace();
        await bank.TurnOn(north);
        var move = await (await bank.Administrator()).Open($"{place.Address}/accounts/{person.Id}/move");
        var review = await move.Form("Review the move").Fill("New organization", north.Address.Split('/')[^1]).Submit();
        await review.Press($"Move to {north.Name}");
        await bank.Quiet();

        await Eventually.True("the pop-up", person.SeesPopup);
    }

    [Fact]
    public async Task Who_has_no_number_is_told_when_one_can_be_reached()
    {
        var place = await bank.NewPlace("Finance");
        var person = await bank.Employ(place);
        await bank.TurnOn(place);
        await bank.Quiet();
        (await person.SeesPopup()).ShouldBeFalse();

        var north = await bank.NewPlace();
        await (await bank.Editor(place, person.Id)).Form("Save").Tick("WhatsApp Messaging").Submit();
        var move = await (await bank.Administrator()).Open($"{place.Address}/accounts/{person.Id}/move");
        var review = await move.Form("Review the move").Fill("New organization", north.Address.Split('/')[^1]).Submit();
        await review.Press($"Move to {north.Name}");
        await (await bank.Editor(north, person.Id)).Form("Save").Tick("WhatsApp Messaging").Submit();
        await bank.Quiet();

        await Eventually.True("the pop-up", person.SeesPopup);
    }
}
