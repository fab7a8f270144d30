using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Accounts.Contracts;

/// <summary>Who the accounts of the present enterprise are, read through the caller's own context as they are now.</summary>
public interface IAccountDirectory
{
    Task<AccountEntry?> FindAsync(AccountId account, CancellationToken cancellation);

    /// <summary>Those that there are; one query for any number.</summary>
    Task<IReadOnlyDictionary<AccountId, AccountEntry>> FindAsync(
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellation
    );

    /// <summary>The same inside a write, until whose end they are there and as they are.</summary>
    Task<IReadOnlyDictionary<AccountId, AccountEntry>> HoldAsync(
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellation
    );

    /// <summary>Those who live in these organizations themselves, by name; with words, only those whose name or e-mail address contains them.</summary>
    Task<IReadOnlyList<AccountEntry>> ListAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        string? words,
        int atMost,
        CancellationToken cancellation
    );

    /// <summary>Those who live in these organizations themselves, by e-mail address, after this one: for whoever goes through all of them.</summary>
    Task<IReadOnlyList<AccountEntry>> PageAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        string after,
        int atMost,
        CancellationToken cancellation
    );
}

/// <summary>One account as other modules know it.</summary>
public sealed record AccountEntry(
    AccountId Id,
    OrganizationId Organization,
    string Name,
    string Email,
    AccountStatus Status
)
{
    /// <summary>Onboarded and not suspended: whoever is not may not send.</summary>
    public bool MayUseTheApp => Status is AccountStatus.Active;

    /// <summary>Who may use the app and has the feature: the one rule for sending and for receiving.</summary>
    public bool MayUse(FeatureKey feature, FeatureView view) =>
        MayUseTheApp && view.Decide(Id.Actor, Organization, feature);
}

public enum AccountStatus
{
    Invited,
    Active,
    Suspended,
}
