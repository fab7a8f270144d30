using Trunkline.Accounts.Contracts;
using Trunkline.Platform.Http;
using Trunkline.Platform.Live;

namespace Trunkline.Accounts.Notices;

/// The pop-up of an open app. It reads what holds now, so an event that is replayed late shows nothing old.
internal sealed class NoticeRenderer(PendingNotices pending, IAccountDirectory directory, Fragments fragments)
    : ILiveRenderer
{
    public IReadOnlyCollection<string> Kinds { get; } = [NoticeChanged.Kind];

    public async Task<IReadOnlyList<string?>> RenderAsync(IReadOnlyList<LiveEvent> told, CancellationToken ct)
    {
        var person = await directory.FindAsync(AccountId.Of(told[0].Person), ct);
        IReadOnlyList<NoticeCard.Model> notices = person is null ? [] : await pending.OfAsync(person, ct);
        var shown = new List<string?>(told.Count);
        foreach (var feature in told.Select(one => one.Read<NoticeChanged>().Feature))
            shown.Add(
                await fragments.RenderAsync<NoticeUpdate>(
                    new Dictionary<string, object?>
                    {
                        [nameof(NoticeUpdate.Feature)] = feature,
                        [nameof(NoticeUpdate.Notice)] = notices.FirstOrDefault(notice => notice.Feature == feature),
                    }
                )
            );
        return shown;
    }
}
