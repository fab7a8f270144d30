using System.Net;
using Trunkline.TestKit;
using Trunkline.TestKit.Databases;
using Trunkline.TestKit.Visits;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Tests.Accounts;

/// Somebody changes an account in the moment in which another process changes what that depends on.
public sealed class SameMomentTests : IAsyncLifetime
{
    private Bank bank = null!;

    public async ValueTask InitializeAsync() => bank = new Bank(await A.Host().On(Store.PostgreSql).WithDemo().Start());

    public ValueTask DisposeAsync() => bank.DisposeAsync();

    [Fact]
    public async Task What_was_entered_while_the_organization_is_switched_is_shown_beside_what_holds_now()
    {
        var place = await bank.NewPlace();
        await bank.TurnOn(place);
        var invited = await bank.Invite(place);
        var editor = await bank.Editor(place, invited.Id);

        var (_, saved) = await bank.Host.Database.During(
            """
            WITH flipped AS (
                UPDATE organizations_enterprise SET feature_version = feature_version + 5000000 RETURNING feature_version
            )
            UPDATE organizations_feature_value one SET version = flipped.feature_version FROM flipped RETURNING 1
            """,
            () => editor.Form("Save").Untick("WhatsApp Messaging").Submit()
        );

        saved.Status.ShouldBe(HttpStatusCode.Conflict);
        saved.Text.ShouldContain("Somebody changed Mia Wolf meanwhile.");
    }

    [Fact]
    public async Task Who_is_given_a_number_at_this_moment_is_not_deleted()
    {
        var place = await bank.NewPlace();
        var invited = await bank.Invite(place);
        var confirm = await (await bank.Editor(place, invited.Id)).Follow("Delete…");

        var (_, answer) = await bank.Host.Database.During(
            $"""
            WITH held AS (SELECT id FROM accounts_account WHERE id = '{invited.Id.Value}' FOR UPDATE)
            UPDATE whatsapp_number SET account_id = held.id FROM held
            WHERE phone_number_id = '{DemoNumbers.Europe.PhoneNumberId}' RETURNING 1
            """,
            () => confirm.Press("Delete Mia Wolf")
        );

        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        (
            await bank.Host.Database.Ask($"SELECT 1 FROM accounts_account WHERE id = '{invited.Id.Value}'")
        ).Count.ShouldBe(1);
    }
}
