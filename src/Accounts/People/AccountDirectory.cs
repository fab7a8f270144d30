using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.People;

internal sealed class AccountDirectory(TrunklineDb db) : IAccountDirectory
{
    public async Task<AccountEntry?> FindAsync(AccountId account, CancellationToken cancellation) =>
        (await FindAsync([account], cancellation)).GetValueOrDefault(account);

    public Task<IReadOnlyDictionary<AccountId, AccountEntry>> FindAsync(
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellation
    ) => ReadAsync(db.Accounts, accounts, cancellation);

    public Task<IReadOnlyDictionary<AccountId, AccountEntry>> HoldAsync(
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellation
    ) => ReadAsync(db.Accounts.OrderBy(account => account.Id).Locked(), accounts, cancellation);

    private static async Task<IReadOnlyDictionary<AccountId, AccountEntry>> ReadAsync(
        IQueryable<Account> all,
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellation
    ) =>
        accounts.Count == 0
            ? new Dictionary<AccountId, AccountEntry>()
            : await all.AsNoTracking()
                .Where(account => accounts.Contains(account.Id))
                .ToDictionaryAsync(account => account.Id, account => account.ToEntry(), cancellation);

    public async Task<IReadOnlyList<AccountEntry>> ListAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        string? words,
        int atMost,
        CancellationToken cancellation
    )
    {
        var found = await db
            .Accounts.AsNoTracking()
            .Where(account => organizations.Contains(account.OrganizationId))
            .WithWords(words, [])
            .OrderBy(account => account.SearchText)
            .Take(atMost)
            .ToListAsync(cancellation);
        return [.. found.Select(account => account.ToEntry())];
    }

    public async Task<IReadOnlyList<AccountEntry>> PageAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        string after,
        int atMost,
        CancellationToken cancellation
    )
    {
        if (organizations.Count == 0)
            return [];
        var page = await db.Accounts.AsNoTracking().PageOf(organizations, after, atMost).ToListAsync(cancellation);
        return [.. page.Select(account => account.ToEntry())];
    }
}

internal static class AccountSearch
{
    /// For whoever goes through all of them: by e-mail address, after the last one of the page before.
    public static IQueryable<Account> PageOf(
        this IQueryable<Account> accounts,
        IReadOnlyCollection<OrganizationId> organizations,
        string after,
        int atMost
    ) =>
        accounts
            .Where(account =>
                organizations.Contains(account.OrganizationId) && string.Compare(account.Email, after) > 0
            )
            .OrderBy(account => account.Email)
            .Take(atMost);

    /// Every word must be in the name or the e-mail address; accounts found elsewhere, by number, are let through.
    public static IQueryable<Account> WithWords(
        this IQueryable<Account> accounts,
        string? words,
        IReadOnlyList<AccountId> elsewhere
    )
    {
        foreach (var word in (words ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(8))
            accounts = accounts.Where(account => account.SearchText.Contains(word) || elsewhere.Contains(account.Id));
        return accounts;
    }
}
