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
        var accessed = await access.AccessAsync(conversation, cancellation);
        if (accessed.Refusal is { } hidden)
            return hidden.ToHttp();
        if (await list.FindAsync(access.Account, conversation, cancellation) is not { } view)
            return new ConversationLeft().ToHttp(); // in this very moment
        var number = await channels.FindNumberAsync(view.Channel, view.NumberId, cancellation);
        return Results.Json(ConversationModel.Of(view, number, time.GetUtcNow()), Json.Options);
    }
}
