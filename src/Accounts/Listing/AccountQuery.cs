using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Accounts.Switches;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.Listing;

internal sealed record AccountFilter(string? Words, AccountStatus? Status, bool? FeatureOn, bool OnlyHere)
{
    public bool HidesSome => Words is not null || Status is not null || FeatureOn is not null || OnlyHere;
}

internal sealed record AccountRow(AccountEntry Account, string OrganizationName, string? Number, EffectiveValue? Value);

internal sealed record AccountList(
    IReadOnlyList<AccountRow> Rows,
    Feature? Feature,
    int Count,
    int Page,
    bool ShowsNumbers
)
{
    public const int Size = 50;

    public bool HasNext => Page * Size < Count;
}

/// The list of accounts with what holds for each. The number of database queries does not depend on the number of rows.
internal sealed class AccountQuery(
    TrunklineDb db,
    IOrganizations organizations,
    IFeatureDecisions decisions,
    AccountFeatures features,
    IEnumerable<IAccountNumbers> numbers
)
{
    public async Task<AccountList> ListAsync(
        OrganizationId top,
        AccountFilter filter,
        int page,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        var view = await decisions.NowAsync(cancellation);
        var places = filter.OnlyHere ? [top] : map.Subtree(top).Select(entry => entry.Id).ToList();
        var query = await FindAsync(places, filter, view, cancellation);
        var count = await query.CountAsync(cancellation);
        var found = await query
            .OrderBy(account => account.SearchText)
            .Skip((page - 1) * AccountList.Size)
            .Take(AccountList.Size)
            .ToListAsync(cancellation);
        var numbersOf = await NumbersAsync([.. found.Select(account => account.Id)], cancellation);
        var feature = features.Main;
        return new(
            [
                .. found
                    .Select(account => account.ToEntry())
                    .Select(account => new AccountRow(
                        account,
                        map.Find(account.Organization)?.Name ?? "",
                        numbersOf.GetValueOrDefault(account.Id),
                        feature is null ? null : EffectiveValue.Of(view, feature.Key, account)
                    )),
            ],
            feature,
            count,
            page,
            numbers.Any()
        );
    }

    private async Task<IQueryable<Account>> FindAsync(
        IReadOnlyList<OrganizationId> places,
        AccountFilter filter,
        FeatureView view,
        CancellationToken cancellation
    )
    {
        var query = db.Accounts.AsNoTracking().Where(account => places.Contains(account.OrganizationId));
        if (filter.Status is { } status)
            query = query.Where(account => account.Status == status);
        query = query.WithWords(filter.Words, await HavingNumberAsync(filter.Words, cancellation));
        if (filter.FeatureOn is not { } wanted || features.Main is not { } feature)
            return query;
        // Nearly everybody follows an organization; the few accounts that decide for themselves are named one by one.
        var alike = places.Where(place => view.IsOn(place, feature.Key) == wanted).ToList();
        var apart = view.AccountsApart(feature.Key).Where(node => places.Contains(node.Organization)).ToList();
        var apartWanted = apart
            .Where(node => view.Decide(node.Account!.Value, node.Organization, feature.Key) == wanted)
            .Select(node => AccountId.Of(node.Account!.Value))
            .ToList();
        var apartAll = apart.Select(node => AccountId.Of(node.Account!.Value)).ToList();
        return query.Where(account =>
            apartWanted.Contains(account.Id)
            || (alike.Contains(account.OrganizationId) && !apartAll.Contains(account.Id))
        );
    }

    private async Task<IReadOnlyList<AccountId>> HavingNumberAsync(string? words, CancellationToken cancellation)
    {
        var digits = string.Concat((words ?? "").Where(char.IsAsciiDigit));
        var onlyNumber = words?.All(letter => char.IsAsciiDigit(letter) || " +-().".Contains(letter)) is true;
        if (digits.Length < 3 || !onlyNumber)
            return [];
        var found = new List<AccountId>();
        foreach (var source in numbers)
            found.AddRange(await source.SearchAsync(digits, 200, cancellation));
        return found;
    }

    private async Task<IReadOnlyDictionary<AccountId, string>> NumbersAsync(
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellation
    )
    {
        var all = new Dictionary<AccountId, string>();
        foreach (var source in numbers)
        foreach (var (account, number) in await source.OfAsync(accounts, cancellation))
            all[account] = all.TryGetValue(account, out var earlier) ? $"{earlier}, {number}" : number;
        return all;
    }
}
