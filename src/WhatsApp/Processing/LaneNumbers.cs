using Microsoft.EntityFrameworkCore;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.BusinessNumbers;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Processing;

/// <summary>Whose a lane is; the lane says it, so the numbers of all enterprises are looked through.</summary>
internal static class LaneNumbers
{
    /// <summary>The number itself, or for the lane of a business account all numbers of it: it is whose the first is.</summary>
    public static IQueryable<WhatsAppNumber> Of(TrunklineDb db, string lane)
    {
        var numbers = db.Numbers.IgnoreQueryFilters(["Enterprise"]).OrderBy(number => number.AddedAt);
        return Lane.AccountIn(lane) is { } account
            ? numbers.Where(number => number.BusinessAccountId == account)
            : numbers.Where(number => number.PhoneNumberId == lane);
    }

    /// <summary>Whoever added the first of them; null for nobody's lane.</summary>
    public static async Task<EnterpriseId?> OwnerAsync(TrunklineDb db, string lane, CancellationToken cancellation) =>
        await Of(db, lane).Select(one => (EnterpriseId?)one.EnterpriseId).FirstOrDefaultAsync(cancellation);
}
