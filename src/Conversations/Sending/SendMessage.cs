using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Api;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Sending;

/// <summary>An employee writes to a customer: free text in the open window, or the template that takes a conversation up again.</summary>
internal sealed class SendMessage(
    TrunklineDb db,
    ConversationAccess access,
    CheckSending check,
    QueueMessage queue,
    SendTemplate templates,
    Attendance attendance,
    TellParticipants tell,
    TimeProvider time
)
{
    public const int Longest = 4096;

    internal sealed record Written : IForm<Written>
    {
        [MaxLength(Longest)]
        public string? Text { get; init; }

        [MaxLength(100)]
        public string? ClientId { get; init; }

        [MaxLength(100)]
        public string? Template { get; init; }
    }

    public static void Map(Faces faces)
    {
        faces
            .Api.MapPost("/conversations/{conversation}/messages", HandleApi)
            .RequiresAccount()
            .AuditsNothing("The message is the record.");
        faces
            .App.MapPost("/conversations/{conversation}/messages", HandleForm)
            .RequiresAccount()
            .AuditsNothing("The message is the record.");
    }

    private static async Task<IResult> HandleApi(
        ConversationId conversation,
        [FromBody] Written written,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        SendMessage send,
        ShowMessage show,
        CancellationToken cancellation
    )
    {
        var sent = await send.SendAsync(
            conversation,
            written with
            {
                ClientId = written.ClientId ?? key,
            },
            cancellation
        );
        return sent.Refusal?.ToHttp() ?? await show.CreatedAsync(sent.Value, cancellation);
    }

    private static async Task<IResult> HandleForm(
        ConversationId conversation,
        Written written,
        SendMessage send,
        AnswerForm answer,
        CancellationToken cancellation
    )
    {
        var sent = await send.SendAsync(conversation, written, cancellation);
        return await answer.AfterAsync(conversation, sent.Refusal, written.Text, cancellation);
    }

    public Task<Result<MessageId>> SendAsync(ConversationId id, Written written, CancellationToken cancellation) =>
        db.WriteAsync<MessageId>(
            async () =>
            {
                var accessed = await access.AccessToWriteAsync(id, cancellation);
                if (accessed.Refusal is { } hidden)
                    return hidden;
                var conversation = accessed.Value.Conversation;
                var text = written.Text?.Trim() ?? "";
                if (written.Template is null && text.Length == 0)
                    return new EmptyMessage();
                var clientId = string.IsNullOrWhiteSpace(written.ClientId)
                    ? Guid.CreateVersion7().ToString()
                    : written.ClientId.Trim();
                if (await EarlierAsync(id, clientId, cancellation) is { } earlier)
                    return earlier.Is(written.Template, text) ? earlier.Id : new OtherText();
                if (written.Template is { } template)
                    return await templates.SendAsync(accessed.Value, template, clientId, null, cancellation);
                return await SendTextAsync(accessed.Value, text, clientId, null, cancellation);
            },
            cancellation
        );

    /// <summary>Within a write. Every check is made here, for first attempts and for later ones.</summary>
    public async Task<Result<MessageId>> SendTextAsync(
        Participation participation,
        string text,
        string clientId,
        MessageId? retryOf,
        CancellationToken cancellation
    )
    {
        var (conversation, account) = (participation.Conversation, participation.Account);
        var number = await check.CheckNumberAsync(conversation, account, cancellation);
        if (number.Refusal is { } unable)
            return unable;
        if (await check.CheckConsentAsync(conversation, cancellation) is { } unwanted)
            return unwanted;
        if (check.CheckWindow(conversation) is { } closed)
            return closed;
        var message = Message.Written(conversation, account, clientId, text, time.GetUtcNow(), retryOf);
        await queue.QueueAsync(conversation, message, new OutgoingContent.Text(text), cancellation);
        participation.Participant.Read(conversation);
        var people = await attendance.LetLeaveAsync(conversation, account, cancellation);
        tell.Spoken(people, conversation.Id, message.Id);
        return message.Id;
    }

    private async Task<Earlier?> EarlierAsync(ConversationId id, string clientId, CancellationToken cancellation) =>
        await db
            .Messages.Where(one => one.ConversationId == id && one.ClientId == clientId)
            .Select(one => new Earlier(one.Id, one.Text, one.Kind == MessageKind.Template ? one.Detail : null))
            .SingleOrDefaultAsync(cancellation);

    private sealed record Earlier(MessageId Id, string Text, string? Template)
    {
        public bool Is(string? template, string text) => template == Template && (template is not null || Text == text);
    }
}
