using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Api;

/// <summary>The messages of one conversation, newest page first, each page oldest message first.</summary>
internal static class ListMessages
{
    internal sealed record Query : IRequest
    {
        [MaxLength(100)]
        public string? Cursor { get; init; }

        [Range(1, 200)]
        public int? Limit { get; init; }
    }

    public static void Map(Faces faces) =>
        faces.Api.MapGet("/conversations/{conversation}/messages", Handle).RequiresAccount();

    private static async Task<IResult> Handle(
        ConversationId conversation,
        [AsParameters] Query query,
        ConversationAccess access,
        MessageList messages,
        CancellationToken cancellation
    )
    {
        var accessed = await access.AccessAsync(conversation, cancellation);
        if (accessed.Refusal is { } hidden)
            return hidden.ToHttp();
        var take = query.Limit ?? MessageList.PageSize;
        MessageId? before = Id.TryParse<MessageId>(query.Cursor, out var id) ? id : null;
        var found = await messages.ListAsync(accessed.Value, before, take + 1, cancellation);
        var page = found.Count > take ? found.Skip(1).ToList() : [.. found];
        return Results.Json(
            new ListModel<MessageModel>(
                [.. page.Select(MessageModel.Of)],
                found.Count > take ? page[0].Message.Id.ToString() : null
            ),
            Json.Options
        );
    }
}
