using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Sending;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Api;

internal static class StartByApi
{
    internal sealed record Body(
        CustomerId? Contact,
        [property: MaxLength(100)] string? To,
        [property: OneLine, MaxLength(100)] string? Name,
        BusinessNumberId? Number
    ) : IRequest;

    public static void Map(Faces faces) =>
        faces
            .Api.MapPost("/conversations", Handle)
            .RequiresAccount()
            .AuditsNothing("The conversation and its consent are the record.");

    private static async Task<IResult> Handle(
        [FromBody] Body body,
        StartConversation start,
        ConversationAccess access,
        ConversationList list,
        Channels channels,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var started = await start.StartAsync(new(body.Contact, body.To, body.Name, body.Number), cancellation);
        if (started.Refusal is { } refusal)
            return refusal.ToHttp();
        if (await list.FindAsync(access.Account, started.Value.Conversation, cancellation) is not { } view)
            return new ConversationLeft().ToHttp(); // in this very moment
        var number = await channels.FindNumberAsync(view.Channel, view.NumberId, cancellation);
        return Results.Json(
            ConversationModel.Of(view, number, time.GetUtcNow()),
            Json.Options,
            statusCode: started.Value.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK
        );
    }
}
