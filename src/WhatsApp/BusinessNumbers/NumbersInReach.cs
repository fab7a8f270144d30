using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>Which numbers an account may send from: its own, then the shared ones from its organization upwards.</summary>
internal sealed class NumbersInReach(TrunklineDb db, IOrganizations organizations)
{
    public async Task<IReadOnlyList<BusinessNumber>> OfAsync(
        AccountId account,
        OrganizationId home,
        CancellationToken cancellation
    )
    {
        var above = (await organizations.NowAsync(cancellation)).Path(home).Select(one => one.Id).Reverse().ToList();
        var working = db.Numbers.Where(one => one.StoppedAt == null);
        // Not one condition with an "or": it would be looked for among all numbers.
        var ids = working
            .Where(one => one.AccountId == account)
            .Select(one => one.Id)
            .Concat(
                working.Where(one => one.SharedAt != null && above.Contains(one.OrganizationId)).Select(one => one.Id)
            );
        var numbers = await ReadAsync(db.Numbers.Where(one => ids.Contains(one.Id)), cancellation);
        return [.. numbers.OrderBy(one => one.Account is null ? 1 + above.IndexOf(one.Organization) : 0)];
    }

    /// <summary>One question, however many numbers.</summary>
    public async Task<IReadOnlyList<BusinessNumber>> ReadAsync(
        IQueryable<WhatsAppNumber> wanted,
        CancellationToken cancellation
    )
    {
        var desks = db.FrontDesk;
        var numbers = await wanted
            .AsNoTracking()
            .OrderBy(one => one.AddedAt)
            .Select(one => new
            {
                Number = one,
                Desk = desks.Where(desk => desk.Number == one.Id).Select(desk => desk.Account).ToList(),
            })
            .ToListAsync(cancellation);
        return
        [
            .. numbers.Select(one => new BusinessNumber(
                one.Number.Id,
                one.Number.Display,
                one.Number.VerifiedName,
                one.Number.OrganizationId,
                one.Number.AccountId,
                one.Desk
            )),
        ];
    }
}
