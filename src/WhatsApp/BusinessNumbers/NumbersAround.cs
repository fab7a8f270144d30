using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>The numbers that matter at an organization: those at or below it, those shared from above, and an account's own.</summary>
internal sealed class NumbersAround(TrunklineDb db, IOrganizations organizations)
{
    public async Task<IReadOnlyList<WhatsAppNumber>> AtAsync(
        OrganizationId organization,
        ActorId? account,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        var below = map.Subtree(organization).Select(one => one.Id).ToList();
        var above = map.Path(organization).Select(one => one.Id).ToList();
        AccountId? own = account is { } actor ? AccountId.Of(actor) : null;
        return await db
            .Numbers.AsNoTracking()
            .Where(one =>
                below.Contains(one.OrganizationId)
                || (one.SharedAt != null && above.Contains(one.OrganizationId))
                || (own != null && one.AccountId == own)
            )
            .OrderBy(one => one.AddedAt)
            .ToListAsync(cancellation);
    }
}
