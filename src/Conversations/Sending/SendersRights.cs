using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Sending;

internal sealed class SendersRights(TrunklineDb db, IAccountDirectory accounts, IFeatureDecisions features)
    : ISendersRights
{
    public async Task<IReadOnlySet<MessageId>> LostAsync(
        FeatureKey feature,
        IReadOnlyCollection<MessageId> messages,
        CancellationToken cancellation
    )
    {
        MessageId[] ids = [.. messages];
        var written = await db
            .Messages.Where(one => ids.Contains(one.Id) && one.Author != null)
            .Select(one => new { one.Id, Author = one.Author!.Value })
            .ToListAsync(cancellation);
        if (written.Count == 0)
            return new HashSet<MessageId>();
        var people = await accounts.FindAsync([.. written.Select(one => one.Author).Distinct()], cancellation);
        var view = await features.NowAsync(cancellation);
        return written
            .Where(one => people.GetValueOrDefault(one.Author)?.MayUse(feature, view) is not true)
            .Select(one => one.Id)
            .ToHashSet();
    }
}
