using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Invitations;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Mail;

namespace Trunkline.Accounts.Editing;

/// The editor as it stands, or with what could not be saved.
internal sealed class ShowAccount(
    TrunklineDb db,
    AccessAccount access,
    AccountFeatures features,
    SwitchAccount switches,
    IEnumerable<IAccountNumbers> numbers,
    IMailTransport mail,
    TimeProvider time
)
{
    public async Task<IResult> ShowAsync(AccessibleAccount found, string? done, CancellationToken cancellation)
    {
        var model = await ModelAsync(found, cancellation);
        return Page.Of<EditAccountPage>(
            new
            {
                found.Scope,
                Person = model,
                Outcome = Outcome(done, model, mail),
            }
        );
    }

    public async Task<IResult> AgainAsync(
        AccessibleAccount found,
        EditInput input,
        IReadOnlyDictionary<string, string[]> errors,
        CancellationToken cancellation
    ) =>
        Page.Of<EditAccountPage>(
            new
            {
                found.Scope,
                Person = With(await ModelAsync(found, cancellation), input),
                Errors = errors,
            },
            StatusCodes.Status422UnprocessableEntity
        );

    /// Somebody else saved first: his values are named, the caller's input is kept, and saving again is a decision.
    public async Task<IResult> ConflictAsync(
        OrganizationScope scope,
        AccountId account,
        EditInput input,
        CancellationToken cancellation
    )
    {
        db.ChangeTracker.Clear();
        var found = await access.AccessAsync(scope, account, cancellation);
        if (found.Refusal is { } refusal)
            return refusal.ToHttp();
        var model = await ModelAsync(found.Value, cancellation);
        return Page.Of<EditAccountPage>(
            new
            {
                found.Value.Scope,
                Person = With(model, input),
                Theirs = Differences(model, input),
            },
            StatusCodes.Status409Conflict
        );
    }

    private async Task<EditAccountPage.Model> ModelAsync(AccessibleAccount found, CancellationToken cancellation)
    {
        var (account, scope) = found;
        var values = await switches.ValuesAsync(account, cancellation);
        var invitation =
            account.Status is AccountStatus.Invited
                ? await db
                    .Invitations.AsNoTracking()
                    .SingleOrDefaultAsync(one => one.Account == account.Id && !one.Superseded, cancellation)
                : null;
        return new(
            account.Id,
            account.FirstName,
            account.LastName,
            account.Email,
            account.Status,
            await NumberAsync(account.Id, cancellation),
            await switches.VersionAsync(account, cancellation),
            scope.May(OrganizationPrivileges.Setup)
                ? null
                : MissingPrivilege.Sentence(OrganizationPrivileges.Setup, scope.Name),
            [.. features.All.Select(feature => Row(found, feature, values))],
            account.Status is AccountStatus.Invited
                ? (invitation?.StateAt(time.GetUtcNow()) is { } state ? InvitationWords.Of(state) : "Not sent yet")
                : null,
            account.OnboardedAt,
            account.SuspendedAt
        );
    }

    private EditAccountPage.SwitchRow Row(
        AccessibleAccount found,
        Feature feature,
        IReadOnlyDictionary<FeatureKey, EffectiveValue> values
    )
    {
        var (account, scope) = found;
        var value = values[feature.Key];
        var idle = features.Refines(feature.Key) && features.Main is { } main && !values[main.Key].On;
        return new(
            feature.Key.Name,
            feature.Label,
            feature.Summary,
            value.On,
            value.Own,
            value.Above,
            value.Reason,
            idle ? $"Takes effect while {features.Main!.Label} is on; the value is kept." : null,
            AccountAddresses.Why(scope.Organization, account.Id, feature.Key),
            Follow: false
        );
    }

    private async Task<string?> NumberAsync(AccountId account, CancellationToken cancellation)
    {
        foreach (var source in numbers)
            if ((await source.OfAsync([account], cancellation)).TryGetValue(account, out var number))
                return number;
        return null;
    }

    private static EditAccountPage.Model With(EditAccountPage.Model model, EditInput input) =>
        model with
        {
            FirstName = input.FirstName,
            LastName = input.LastName,
            Switches =
            [
                .. model.Switches.Select(row =>
                    model.SetupMissing is null
                        ? row with
                        {
                            On = input.On.Contains(row.Key),
                            Follow = input.Follow.Contains(row.Key),
                        }
                        : row
                ),
            ],
        };

    private static IReadOnlyList<string> Differences(EditAccountPage.Model now, EditInput input)
    {
        var theirs = new List<string>();
        if (now.FirstName != input.FirstName.Trim() || now.LastName != input.LastName.Trim())
            theirs.Add($"The name is now {now.FirstName} {now.LastName}.");
        foreach (var row in now.Switches)
            if (now.SetupMissing is null && row.On != input.On.Contains(row.Key))
                theirs.Add($"{row.Label} is now {(row.On ? "on" : "off")}: {row.Reason}.");
        return theirs;
    }

    private static string? Outcome(string? done, EditAccountPage.Model model, IMailTransport mail) =>
        done switch
        {
            "saved" => "Saved. "
                + string.Join(" ", model.Switches.Select(row => $"{row.Label} is {(row.On ? "on" : "off")}."))
                + (model.Status is AccountStatus.Suspended ? " The account is suspended." : ""),
            "moved" => "Moved. "
                + string.Join(" ", model.Switches.Select(row => $"{row.Label} is {(row.On ? "on" : "off")} here.")),
            "suspended" => $"{model.Name} is suspended: signed out everywhere, and nothing more can be sent.",
            "password-link" when mail.LeavesTheMachine =>
                $"A link for a new password is on its way to {model.Email}. It works once and for one day.",
            "password-link" =>
                "No mail server is set: the mail with the link is in the folder outbox of the server's data directory.",
            "reactivated" => $"{model.Name} can sign in again.",
            "added" => $"{model.Name} was added. No invitation was sent yet.",
            _ => null,
        };
}
