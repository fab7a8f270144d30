using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Api;

internal static class FetchConversation
{
    public static void Map(Faces faces) => faces.Api.MapGet("/conversations/{conversation}", Handle).RequiresAccount();

    private static async Task<IResult> Handle(
        ConversationId conversation,
        ConversationAccess access,
        ConversationList list,
        Channels channels,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (await list.FindAsync(access.Account, conversation, cancellation) is not { } view)
        {
            var hidden = await access.AccessAsync(conversation, cancellation);
            return (hidden.Refusal ?? new NotFound("conversation")).ToHttp();
        }
        var number = await channels.FindNumberAsync(view.Channel, view.NumberId, cancellation);
        return Results.Json(ConversationModel.Of(view, number, time.GetUtcNow()), Json.Options);
    }
}
