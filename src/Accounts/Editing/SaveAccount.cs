using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.Editing;

/// What is to become of an account; null leaves a part as it is. The version is that of the state the caller looked at.
internal sealed record AccountEdit(
    PersonName? Name,
    IReadOnlyDictionary<FeatureKey, Switching> Wanted,
    string? ExpectedVersion
);

internal sealed record AccountChangedMeanwhile(string Name)
    : Refusal(
        "changed_meanwhile",
        RefusalKind.Conflict,
        $"Somebody changed {Name} meanwhile. Nothing was overwritten; look at what is there now, then decide."
    );

/// Saves the editor's form and the API's patch alike: both switches and the name, or nothing.
internal sealed class SaveAccount(TrunklineDb db, SwitchAccount switches, IChangeRecord record)
{
    public Task<Result> RunAsync(
        Func<Task<Result<AccessibleAccount>>> access,
        AccountEdit edit,
        CancellationToken cancellation
    ) =>
        db.WriteAsync(
            async () =>
            {
                var accessible = await access();
                if (accessible.Refusal is { } invisible)
                    return invisible;
                var account = accessible.Value.Account;
                if (edit.Wanted.Count > 0)
                    await switches.LockAsync(cancellation);
                if (
                    edit.ExpectedVersion is { } expected
                    && expected != await switches.VersionAsync(account, cancellation)
                )
                    return new AccountChangedMeanwhile(account.Name);
                if (edit.Name is { } name)
                    Rename(accessible.Value, name);
                var switched = await switches.RunAsync(accessible.Value, edit.Wanted, cancellation);
                return switched.Refusal is { } refusal ? refusal : Result.Done;
            },
            cancellation
        );

    private void Rename(AccessibleAccount accessible, PersonName name)
    {
        var (account, scope) = accessible;
        var before = new { account.FirstName, account.LastName };
        var version = account.Version;
        account.Rename(name);
        if (account.Version != version)
            record.Record(
                scope.Actor,
                new NewChange(
                    "account.renamed",
                    scope.Organization,
                    scope.Name,
                    account.Name,
                    before,
                    new { account.FirstName, account.LastName }
                )
            );
    }
}
