using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Trunkline.Conversations.Api;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Sending;

/// <summary>Asks once more, 24 hours after a request that was not answered, or at once after one that did not arrive.</summary>
internal sealed class RequestConsent(TrunklineDb db, ConversationAccess access, SendTemplate templates)
{
    public static void Map(Faces faces)
    {
        faces
            .Api.MapPost("/conversations/{conversation}/consent-requests", HandleApi)
            .RequiresAccount()
            .AuditsNothing("The consent keeps its own evidence.");
        faces
            .App.MapPost("/conversations/{conversation}/consent-requests", HandleForm)
            .RequiresAccount()
            .AuditsNothing("The consent keeps its own evidence.");
    }

    private static async Task<IResult> HandleApi(
        ConversationId conversation,
        RequestConsent request,
        ShowMessage show,
        CancellationToken cancellation
    )
    {
        var sent = await request.RequestAsync(conversation, cancellation);
        return sent.Refusal?.ToHttp() ?? await show.CreatedAsync(sent.Value, cancellation);
    }

    private static async Task<IResult> HandleForm(
        ConversationId conversation,
        RequestConsent request,
        AnswerForm answer,
        CancellationToken cancellation
    )
    {
        var requested = await request.RequestAsync(conversation, cancellation);
        return await answer.AfterAsync(conversation, requested.Refusal, null, cancellation);
    }

    private Task<Result<MessageId>> RequestAsync(ConversationId id, CancellationToken cancellation) =>
        db.WriteAsync<MessageId>(
            async () =>
            {
                var accessed = await access.AccessToWriteAsync(id, cancellation);
                if (accessed.Refusal is { } hidden)
                    return hidden;
                return await templates.SendAsync(
                    accessed.Value,
                    MessageTemplate.ConsentRequestName,
                    null,
                    null,
                    cancellation
                );
            },
            cancellation
        );
}
