using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Api;

/// <summary>The caller's own conversations, the one that was active last first.</summary>
internal static class ListConversations
{
    internal sealed record Query : IRequest
    {
        [MaxLength(200)]
        public string? Q { get; init; }

        public ConversationFilter? Filter { get; init; }

        [MaxLength(100)]
        public string? Cursor { get; init; }

        [Range(1, 100)]
        public int? Limit { get; init; }
    }

    public static void Map(Faces faces) => faces.Api.MapGet("/conversations", Handle).RequiresAccount();

    private static async Task<IResult> Handle(
        [AsParameters] Query query,
        ConversationAccess access,
        ConversationList list,
        Channels channels,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var take = query.Limit ?? ConversationList.PageSize;
        var found = await list.ListAsync(
            access.Account,
            query.Filter ?? ConversationFilter.All,
            query.Q,
            ListCursor.Read(query.Cursor),
            take + 1,
            cancellation
        );
        var page = found.Take(take).ToList();
        var numbers = await channels.FindNumbersAsync(page, cancellation);
        return Results.Json(
            new ListModel<ConversationModel>(
                [
                    .. page.Select(view =>
                        ConversationModel.Of(view, numbers.GetValueOrDefault(view.NumberId), time.GetUtcNow())
                    ),
                ],
                found.Count > take ? ListCursor.Of(page[^1]).ToString() : null
            ),
            Json.Options
        );
    }
}
