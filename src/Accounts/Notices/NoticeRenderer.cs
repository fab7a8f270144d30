using Trunkline.Accounts.Contracts;
using Trunkline.Platform.Http;
using Trunkline.Platform.Live;

namespace Trunkline.Accounts.Notices;

/// The pop-up of an open app. It reads what holds now, so an event that is replayed late shows nothing old.
internal sealed class NoticeRenderer(PendingNotices pending, IAccountDirectory directory, Fragments fragments)
    : ILiveRenderer
{
    public string Kind => NoticeChanged.Kind;

    public async Task<string?> RenderAsync(LiveEvent liveEvent, CancellationToken ct)
    {
        var feature = liveEvent.Read<NoticeChanged>().Feature;
        var person = await directory.FindAsync(AccountId.Of(liveEvent.Person), ct);
        IReadOnlyList<NoticeCard.Model> notices = person is null ? [] : await pending.OfAsync(person, ct);
        return await fragments.RenderAsync<NoticeUpdate>(
            new Dictionary<string, object?>
            {
                [nameof(NoticeUpdate.Feature)] = feature,
                [nameof(NoticeUpdate.Notice)] = notices.FirstOrDefault(notice => notice.Feature == feature),
            }
        );
    }
}
