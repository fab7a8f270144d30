using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Threads;

/// <summary>GET /app/conversations/{id}: one conversation, and the list beside it.</summary>
internal static class ShowThread
{
    public static void Map(Faces faces) => faces.App.MapGet("/conversations/{conversation}", Handle).RequiresAccount();

    private static async Task<IResult> Handle(
        ConversationId conversation,
        string? before,
        bool? details,
        AnswerForm answer,
        CancellationToken cancellation
    ) =>
        await answer.PageAsync(
            conversation,
            Id.TryParse<MessageId>(before, out var id) ? id : null,
            null,
            StatusCodes.Status200OK,
            cancellation,
            details ?? false
        );
}
