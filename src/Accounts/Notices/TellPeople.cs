using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.People;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.Notices;

/// The live event at which open pages show, or take away, what there is to say about a feature.
internal sealed record NoticeChanged(string Feature)
{
    public const string Kind = "notice";
}

/// Brings what people were told in line with what holds, and tells those for whom it changed. Call inside a write.
internal sealed class TellPeople(
    TrunklineDb db,
    IFeatureDecisions decisions,
    IEnumerable<IAnnouncedFeature> announced,
    TimeProvider time
)
{
    public async Task TellAsync(
        FeatureKey feature,
        IReadOnlyCollection<Account> accounts,
        CancellationToken cancellation
    )
    {
        // Otherwise an off that runs beside the on before it finds nothing to take back, and the on is told for good.
        await db.TakeTurnAsync($"notices of {feature.Name} in {db.Enterprise}", cancellation);
        var ids = accounts.Select(account => account.Id).ToList();
        var notices = await db
            .FeatureNotices.Where(notice => notice.Feature == feature.Name && ids.Contains(notice.Account))
            .OrderBy(notice => notice.Account)
            .Locked()
            .ToDictionaryAsync(notice => notice.Account, cancellation);
        var view = await decisions.NowAsync(cancellation);
        var now = time.GetUtcNow();
        // Who is suspended hears of it when reactivated; who is invited learns it while joining.
        foreach (var account in accounts.Where(account => account.Status is AccountStatus.Active))
        {
            var on = view.Decide(account.Id.Actor, account.OrganizationId, feature);
            var notice = notices.GetValueOrDefault(account.Id);
            var changed =
                notice is null ? on
                : on ? notice.TurnOn(now)
                : notice.TurnOff(now);
            if (notice is null && on)
                db.Add(FeatureNotice.Gained(account.EnterpriseId, account.Id, feature.Name, now));
            // Untold and unchanged: perhaps there was no number to use it with, and now there is.
            if ((changed || notice is { HasNews: true }) && announced.Any(one => one.Feature == feature))
                db.Tell(account.Id.Actor, NoticeChanged.Kind, new NoticeChanged(feature.Name));
        }
    }
}
