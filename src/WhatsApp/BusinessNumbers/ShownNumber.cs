using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>A number as pages and the API show it.</summary>
internal sealed record ShownNumber(
    BusinessNumberId Id,
    string Number,
    string VerifiedName,
    string PhoneNumberId,
    string BusinessAccountId,
    OrganizationId Organization,
    string OrganizationName,
    NumberUse Use,
    AccountId? Account,
    IReadOnlyList<AccountId> FrontDesk,
    IReadOnlyDictionary<AccountId, string> Names,
    DateTimeOffset? StoppedAt,
    string? StopCode,
    string? StopReason,
    DateTimeOffset? LastWebhookAt,
    int PerSecond,
    int Version
)
{
    public bool Connected => StoppedAt is null;

    public string UsedBy =>
        Use switch
        {
            NumberUse.Unassigned => "Nobody yet",
            NumberUse.Account => NameOf(Account!.Value),
            NumberUse.Shared when FrontDesk.Count == 0 => "Shared, no front desk yet",
            _ => $"Shared, front desk {string.Join(", ", FrontDesk.Select(NameOf))}",
        };

    private string NameOf(AccountId account) =>
        Names.TryGetValue(account, out var name) ? name : "an account that is gone";
}

internal enum NumberUse
{
    Unassigned,
    Account,
    Shared,
}

/// <summary>Reads numbers with the names of what they refer to; three queries, however many numbers.</summary>
internal sealed class ShowNumbers(TrunklineDb db, IOrganizations organizations, IAccountDirectory accounts)
{
    /// <summary>Those of the organization and of everything below it, where the caller's privilege counts as well.</summary>
    public async Task<IReadOnlyList<ShownNumber>> BelowAsync(OrganizationId at, CancellationToken cancellation)
    {
        var map = await organizations.NowAsync(cancellation);
        var below = map.Subtree(at).Select(one => one.Id).ToList();
        return await ReadAsync(map, db.Numbers.Where(one => below.Contains(one.OrganizationId)), cancellation);
    }

    /// <summary>Those that organizations above share, from which people here may send.</summary>
    public async Task<IReadOnlyList<ShownNumber>> SharedAboveAsync(OrganizationId at, CancellationToken cancellation)
    {
        var map = await organizations.NowAsync(cancellation);
        var above = map.Path(at).Select(one => one.Id).Where(one => one != at).ToList();
        return await ReadAsync(
            map,
            db.Numbers.Where(one => one.SharedAt != null && above.Contains(one.OrganizationId)),
            cancellation
        );
    }

    /// <summary>Null for what is not at or below the organization: it is not to be found from there.</summary>
    public async Task<ShownNumber?> FindAsync(
        OrganizationId at,
        BusinessNumberId number,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        var found = await ReadAsync(map, db.Numbers.Where(one => one.Id == number), cancellation);
        return found.SingleOrDefault(one => map.IsWithin(one.Organization, at));
    }

    private async Task<IReadOnlyList<ShownNumber>> ReadAsync(
        OrganizationMap map,
        IQueryable<WhatsAppNumber> wanted,
        CancellationToken cancellation
    )
    {
        var numbers = await wanted.AsNoTracking().OrderBy(one => one.Display).ToListAsync(cancellation);
        var ids = numbers.Select(one => one.Id).ToList();
        var desks = (
            await db.FrontDesk.AsNoTracking().Where(desk => ids.Contains(desk.Number)).ToListAsync(cancellation)
        ).ToLookup(desk => desk.Number, desk => desk.Account);
        var people = numbers
            .Where(one => one.AccountId is not null)
            .Select(one => one.AccountId!.Value)
            .Concat(desks.SelectMany(desk => desk))
            .ToHashSet();
        var names = (await accounts.FindAsync(people, cancellation)).ToDictionary(
            one => one.Key,
            one => one.Value.Name
        );
        return [.. numbers.Select(one => Shown(one, map, [.. desks[one.Id]], names))];
    }

    private static ShownNumber Shown(
        WhatsAppNumber number,
        OrganizationMap map,
        IReadOnlyList<AccountId> frontDesk,
        IReadOnlyDictionary<AccountId, string> names
    ) =>
        new(
            number.Id,
            number.Display,
            number.VerifiedName,
            number.PhoneNumberId,
            number.BusinessAccountId,
            number.OrganizationId,
            map.Find(number.OrganizationId)?.Name ?? "",
            number.AccountId is not null ? NumberUse.Account
                : number.SharedAt is not null ? NumberUse.Shared
                : NumberUse.Unassigned,
            number.AccountId,
            frontDesk,
            names,
            number.StoppedAt,
            number.StopCode,
            number.StopReason,
            number.LastWebhookAt,
            number.PerSecond,
            number.Version
        );
}
