using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>For the list of accounts: the number that each sends from, and whom a number belongs to.</summary>
internal sealed class NumbersOfAccounts(TrunklineDb db, IOrganizations organizations, IAccountDirectory directory)
    : IAccountNumbers
{
    public async Task<IReadOnlyDictionary<AccountId, string>> OfAsync(
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellation
    )
    {
        var own = await db
            .Numbers.AsNoTracking()
            .Where(one => one.AccountId != null && accounts.Contains(one.AccountId.Value))
            .OrderBy(one => one.AddedAt)
            .Select(one => new { Account = one.AccountId!.Value, one.Display })
            .ToListAsync(cancellation);
        var found = own.GroupBy(one => one.Account).ToDictionary(group => group.Key, group => group.First().Display);
        var shared = await SharedAsync(cancellation);
        if (shared.Count == 0)
            return found;
        var map = await organizations.NowAsync(cancellation);
        var entries = await directory.FindAsync([.. accounts.Where(one => !found.ContainsKey(one))], cancellation);
        foreach (var (account, entry) in entries)
        foreach (var step in map.Path(entry.Organization).Reverse())
            if (shared.TryGetValue(step.Id, out var display))
            {
                found[account] = display;
                break;
            }
        return found;
    }

    public async Task<IReadOnlyList<AccountId>> SearchAsync(string digits, int atMost, CancellationToken cancellation)
    {
        var wanted = string.Concat(digits.Where(char.IsAsciiDigit));
        return wanted.Length == 0
            ? []
            : await db
                .Numbers.Where(one => one.AccountId != null && one.Digits.Contains(wanted))
                .Select(one => one.AccountId!.Value)
                .Distinct()
                .Take(atMost)
                .ToListAsync(cancellation);
    }

    private async Task<Dictionary<OrganizationId, string>> SharedAsync(CancellationToken cancellation)
    {
        var shared = await db
            .Numbers.AsNoTracking()
            .Where(one => one.SharedAt != null && one.StoppedAt == null)
            .OrderBy(one => one.AddedAt)
            .Select(one => new { one.OrganizationId, one.Display })
            .ToListAsync(cancellation);
        return shared
            .GroupBy(one => one.OrganizationId)
            .ToDictionary(group => group.Key, group => group.First().Display);
    }
}
