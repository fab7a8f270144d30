using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Accounts.Contracts;
using Trunkline.Accounts.Notices;
using Trunkline.Accounts.People;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.Platform.Live;
using Trunkline.Ui.Contracts;

namespace Trunkline.Accounts.Shell;

/// What surrounds every page of the app: who is signed in, the menu of the modules, the live stream and what there is to say.
internal sealed class AppFrames(
    ICaller caller,
    TrunklineDb db,
    IAccountDirectory directory,
    IEnumerable<IAppNavigation> navigation,
    PendingNotices notices
) : IAppFrame
{
    public const string Product = "Trunkline";

    public async ValueTask<AppFrame?> FrameAsync(HttpContext context)
    {
        if (caller.Actor is not { Kind: ActorKind.Account } actor)
            return null;
        var cancellation = context.RequestAborted;
        if (await directory.FindAsync(AccountId.Of(actor.Id), cancellation) is not { } person)
            return null;
        var cursor = context.Features.Get<LiveCursor>()?.Number ?? await CursorAsync(actor, cancellation);
        var path = context.Request.Path.Value ?? "";
        var entries = new List<NavigationEntry>();
        foreach (var source in navigation)
            entries.AddRange(await source.EntriesAsync(person, path, cancellation));
        entries.Add(new("My features", "/app/features", "sparkles", Current: path == "/app/features"));
        var pending = await notices.OfAsync(person, cancellation);
        return new(
            Product,
            new(person.Name, actor.Role, actor.Id.ToString()),
            entries,
            new("/app/live", cursor),
            SignOutAction: "/app/sign-out"
        )
        {
            Popups = pending.Count == 0 ? null : Cards(pending),
        };
    }

    private Task<long> CursorAsync(Actor actor, CancellationToken cancellation) =>
        LiveStreams.CursorAsync(db, actor.Id, cancellation);

    private static Microsoft.AspNetCore.Components.RenderFragment Cards(IReadOnlyList<NoticeCard.Model> pending) =>
        builder =>
        {
            builder.OpenComponent<NoticeCards>(0);
            builder.AddComponentParameter(1, nameof(NoticeCards.Notices), pending);
            builder.CloseComponent();
        };
}

/// Where the live stream stood before the page read anything: what happens between the reading and the first look at the
/// stream is then told twice rather than never.
internal sealed record LiveCursor(long Number)
{
    public static async ValueTask<object?> NoteAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var request = context.HttpContext;
        var caller = (ICaller)request.RequestServices.GetService(typeof(ICaller))!;
        // Also of a form: what it is answered with, when it is refused, is a page.
        if (caller.Actor is { Kind: ActorKind.Account } actor)
        {
            var db = (TrunklineDb)request.RequestServices.GetService(typeof(TrunklineDb))!;
            request.Features.Set(new LiveCursor(await LiveStreams.CursorAsync(db, actor.Id, request.RequestAborted)));
        }
        return await next(context);
    }
}
