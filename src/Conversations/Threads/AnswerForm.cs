using Microsoft.AspNetCore.Http;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Pages;
using Trunkline.Platform;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Threads;

/// <summary>What the forms of a thread answer: the thread as it is now, with what was refused and the text given back.</summary>
internal sealed class AnswerForm(ConversationAccess access, ReadThread threads, ReadInbox inbox)
{
    public async Task<IResult> AfterAsync(
        ConversationId conversation,
        Refusal? refusal,
        string? text,
        CancellationToken cancellation
    ) =>
        refusal switch
        {
            null => Page.SeeOther($"/app/conversations/{conversation}"),
            NotFound => refusal.ToHttp(),
            _ => await PageAsync(conversation, null, new(refusal, text), refusal.Kind.Status(), cancellation),
        };

    public async Task<IResult> PageAsync(
        ConversationId conversation,
        MessageId? before,
        RefusedSend? refused,
        int status,
        CancellationToken cancellation,
        bool details = false
    )
    {
        var accessed = await access.AccessAsync(conversation, cancellation);
        if (accessed.Refusal is { } hidden)
            return hidden.ToHttp();
        var thread = await threads.ReadAsync(accessed.Value, before, refused, cancellation);
        if (thread.Refusal is { } left)
            return left.ToHttp();
        return Page.Of<ChatPage>(
            new
            {
                Inbox = await inbox.ReadAsync(access.Account, default, null, null, conversation, cancellation),
                Thread = thread.Value,
                ShowDetails = details,
            },
            status
        );
    }
}
