using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Accounts.Api;

/// An account as the API gives it. Version is what a change repeats to be refused when somebody else was first.
internal sealed record ShownAccount(
    AccountId Id,
    OrganizationId Organization,
    string FirstName,
    string LastName,
    string Email,
    AccountStatus Status,
    DateTimeOffset? OnboardedAt,
    IReadOnlyDictionary<string, ShownAccount.Value> Features,
    string? Version
)
{
    internal sealed record Value(bool Enabled, OwnValue Own, bool Inherited);

    public static ShownAccount Of(
        Account account,
        IReadOnlyDictionary<FeatureKey, EffectiveValue> values,
        string? version
    ) =>
        new(
            account.Id,
            account.OrganizationId,
            account.FirstName,
            account.LastName,
            account.Email,
            account.Status,
            account.OnboardedAt,
            values.ToDictionary(
                value => value.Key.Name,
                value => new Value(value.Value.On, value.Value.Own, value.Value is { On: true, Own: OwnValue.Inherit })
            ),
            version
        );
}
