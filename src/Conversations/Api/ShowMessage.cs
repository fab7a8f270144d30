using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;

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
        var participation = (await access.AccessAsync(conversation, cancellation)).Value;
        var view = (await messages.FindAsync(participation, id, cancellation))!;
        return Results.Json(MessageModel.Of(view), Json.Options, statusCode: StatusCodes.Status201Created);
    }
}
