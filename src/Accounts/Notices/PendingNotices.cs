using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.Notices;

/// What is to be said to one person now: at the next page, or live.
internal sealed class PendingNotices(
    TrunklineDb db,
    IEnumerable<Feature> features,
    IEnumerable<IAnnouncedFeature> announced
)
{
    public async Task<IReadOnlyList<NoticeCard.Model>> OfAsync(AccountEntry person, CancellationToken cancellation)
    {
        var pending = await db
            .FeatureNotices.AsNoTracking()
            .Where(notice => notice.Account == person.Id && notice.ToldAt == null)
            .OrderBy(notice => notice.ChangedAt)
            .ToListAsync(cancellation);
        var cards = new List<NoticeCard.Model>();
        foreach (var notice in pending)
            if (await CardAsync(notice, person, cancellation) is { } card)
                cards.Add(card);
        return cards;
    }

    private async Task<NoticeCard.Model?> CardAsync(
        FeatureNotice notice,
        AccountEntry person,
        CancellationToken cancellation
    )
    {
        var feature = features.FirstOrDefault(one => one.Key.Name == notice.Feature);
        var announcer = announced.FirstOrDefault(one => one.Feature.Name == notice.Feature);
        if (feature is null || announcer is null)
            return null;
        if (!notice.Available)
            return new(notice.Feature, feature.Label, Available: false, null);
        return await announcer.AnnounceAsync(person, cancellation) is { } announcement
            ? new(notice.Feature, feature.Label, Available: true, announcement)
            : null;
    }
}
