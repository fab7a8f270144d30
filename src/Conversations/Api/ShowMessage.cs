using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Api;

/// <summary>Answers with the message that was just accepted.</summary>
internal sealed class ShowMessage(TrunklineDb db, ConversationAccess access, MessageList messages)
{
    public async Task<IResult> CreatedAsync(MessageId id, CancellationToken cancellation)
    {
        var conversation = await db
            .Messages.Where(one => one.Id == id)
            .Select(one => one.ConversationId)
            .SingleAsync(cancellation);
        var accessed = await access.AccessAsync(conversation, cancellation);
        if (accessed.Refusal is { } left)
            return left.ToHttp(); // in this very moment
        var view = (await messages.FindAsync(accessed.Value, id, cancellation))!;
        return Results.Json(MessageModel.Of(view), Json.Options, statusCode: StatusCodes.Status201Created);
    }
}
