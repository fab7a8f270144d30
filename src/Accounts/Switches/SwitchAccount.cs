using Trunkline.Accounts.People;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Switches;

/// Switches features of one account in one step with one record. Needs Setup where the account lives, beside Accounts.
internal sealed class SwitchAccount(
    ICaller caller,
    IAccountSwitches switches,
    IFeatureDecisions decisions,
    IChangeRecord record,
    AccountFeatures features
)
{
    /// Inside a write, before the version is compared: else a switch above, which has not ended, could make the comparison stale.
    public Task LockAsync(CancellationToken cancellation) => switches.LockAsync(cancellation);

    /// What the form or the request was made from.
    public async Task<string> VersionAsync(Account account, CancellationToken cancellation)
    {
        var keys = features.All.Select(feature => feature.Key).ToList();
        var version = await switches.VersionAsync(account.Id.Actor, account.OrganizationId, keys, cancellation);
        return $"{account.Version}-{version}";
    }

    /// Call inside a write. Answers how many values changed.
    public async Task<Result<int>> RunAsync(
        AccessibleAccount accessible,
        IReadOnlyDictionary<FeatureKey, Switching> wanted,
        CancellationToken cancellation
    )
    {
        if (wanted.Count == 0)
            return 0;
        var (account, scope) = accessible;
        // Through the caller once more, so that a refusal is kept in the record.
        var setup = await caller.AccessOrganizationAsync(
            scope.Organization,
            OrganizationPrivileges.Setup,
            cancellation
        );
        if (setup.Refusal is { } refusal)
            return refusal;
        var change = Id.New<ChangeId>();
        var edits = await switches.SetAsync(
            scope.Actor,
            change,
            account.Id.Actor,
            account.OrganizationId,
            wanted,
            cancellation
        );
        if (edits.Count == 0)
            return 0;
        account.SwitchesChanged();
        record.Record(
            scope.Actor,
            new NewChange(
                "account.switches-saved",
                scope.Organization,
                scope.Name,
                $"{Labels(edits)} for {account.Name}",
                edits.ToDictionary(edit => edit.Feature.Name, edit => edit.Before),
                edits.ToDictionary(edit => edit.Feature.Name, edit => edit.After)
            )
            {
                Id = change,
                Affected = new Dictionary<string, int> { ["accounts"] = 1 },
            }
        );
        return edits.Count;
    }

    public async Task<IReadOnlyDictionary<FeatureKey, EffectiveValue>> ValuesAsync(
        Account account,
        CancellationToken cancellation
    )
    {
        var view = await decisions.NowAsync(cancellation);
        return features.All.ToDictionary(
            feature => feature.Key,
            feature => EffectiveValue.Of(view, feature.Key, account.ToEntry())
        );
    }

    private string Labels(IReadOnlyList<ValueEdit> edits) =>
        string.Join(
            " and ",
            features.All.Where(feature => edits.Any(edit => edit.Feature == feature.Key)).Select(one => one.Label)
        );
}
