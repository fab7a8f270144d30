using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Api;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Delivery;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Sending;

/// <summary>A person sends an undelivered message again: a new message with an id of its own. The product never does so by itself.</summary>
internal sealed class RetryMessage(
    TrunklineDb db,
    ConversationAccess access,
    Participations participations,
    SendMessage send,
    SendTemplate templates,
    TellParticipants tell
)
{
    public static void Map(Faces faces)
    {
        faces
            .Api.MapPost("/conversations/{conversation}/messages/{message}/retries", HandleApi)
            .RequiresAccount()
            .AuditsNothing("The message is the record.");
        faces
            .App.MapPost("/conversations/{conversation}/messages/{message}/retries", HandleForm)
            .RequiresAccount()
            .AuditsNothing("The message is the record.");
    }

    private static async Task<IResult> HandleApi(
        ConversationId conversation,
        MessageId message,
        RetryMessage retry,
        ShowMessage show,
        CancellationToken cancellation
    )
    {
        var sent = await retry.RetryAsync(conversation, message, cancellation);
        return sent.Refusal?.ToHttp() ?? await show.CreatedAsync(sent.Value, cancellation);
    }

    private static async Task<IResult> HandleForm(
        ConversationId conversation,
        MessageId message,
        RetryMessage retry,
        AnswerForm answer,
        CancellationToken cancellation
    )
    {
        var retried = await retry.RetryAsync(conversation, message, cancellation);
        return await answer.AfterAsync(conversation, retried.Refusal, null, cancellation);
    }

    private Task<Result<MessageId>> RetryAsync(ConversationId id, MessageId failed, CancellationToken cancellation) =>
        db.WriteAsync<MessageId>(
            async () =>
            {
                var accessed = await access.AccessToWriteAsync(id, cancellation);
                if (accessed.Refusal is { } hidden)
                    return hidden;
                var message = await db.Messages.Shown.SingleOrDefaultAsync(
                    one => one.Id == failed && one.ConversationId == id,
                    cancellation
                );
                if (message is null)
                    return new NotFound("message");
                // Two taps in one moment meet at this key; a later one is refused.
                var clientId = $"retry:{failed}";
                if (!message.MayBeRetried || await db.Messages.AnyAsync(one => one.RetryOf == failed, cancellation))
                    return new NotRetryable();
                var sent = message.Kind switch
                {
                    MessageKind.Text => await send.SendTextAsync(
                        accessed.Value,
                        message.Text,
                        clientId,
                        failed,
                        cancellation
                    ),
                    MessageKind.Template => await templates.SendAsync(
                        accessed.Value,
                        message.Detail!,
                        clientId,
                        failed,
                        cancellation
                    ),
                    _ => new NotRetryable(),
                };
                // Where it failed nobody may send it once more.
                if (sent.Succeeded)
                    tell.Changed(await participations.PeopleAsync(id, cancellation), id, failed);
                return sent;
            },
            cancellation
        );
}
