using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Live;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Sending;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Conversations.Threads;

/// <summary>The person has the thread open and visible: nothing in it is unread any more, and the customer sees that it was read.</summary>
internal sealed class MarkRead(
    TrunklineDb db,
    ConversationAccess access,
    Channels channels,
    CheckSending check,
    TellParticipants tell
)
{
    internal sealed record Seen : IForm<Seen>
    {
        /// <summary>A person pressed a button, and is to see the page again.</summary>
        public bool? ByHand { get; init; }
    }

    public static void Map(Faces faces)
    {
        faces
            .Api.MapPost("/conversations/{conversation}/read", Handle)
            .RequiresAccount()
            .AuditsNothing("Reading one's own conversation is no change.");
        faces
            .App.MapPost("/conversations/{conversation}/read", HandleForm)
            .RequiresAccount()
            .AuditsNothing("Reading one's own conversation is no change.");
    }

    private static async Task<IResult> Handle(
        ConversationId conversation,
        MarkRead mark,
        CancellationToken cancellation
    ) => (await mark.ReadAsync(conversation, cancellation)).ToHttp(Results.NoContent);

    private static async Task<IResult> HandleForm(
        ConversationId conversation,
        Seen form,
        MarkRead mark,
        CancellationToken cancellation
    ) =>
        form.ByHand is true
            ? (await mark.ReadAsync(conversation, cancellation)).ToHttp(() =>
                Page.SeeOther($"/app/conversations/{conversation}")
            )
            : await Handle(conversation, mark, cancellation);

    private async Task<Result> ReadAsync(ConversationId id, CancellationToken cancellation)
    {
        var account = access.Account;
        // Before the write has its turn: what is shown while it waits was not on the screen yet.
        var seen = await (
            from participant in db.Participants
            where participant.AccountId == account && participant.ConversationId == id
            join conversation in db.Conversations on participant.ConversationId equals conversation.Id
            select new
            {
                OnScreen = new OnScreen(conversation.IncomingCount, conversation.ActiveAt),
                participant.ReadCount,
            }
        ).SingleOrDefaultAsync(cancellation);
        if (seen is null)
            return new NotFound("conversation");
        return seen.ReadCount >= seen.OnScreen.Incoming
            ? Result.Done
            : await db.WriteAsync(() => ReadAsync(id, seen.OnScreen, cancellation), cancellation);
    }

    private async Task<Result> ReadAsync(ConversationId id, OnScreen seen, CancellationToken cancellation)
    {
        // As in order to write: who reads on another page in the same moment has not read less afterwards.
        var accessed = await access.AccessToWriteAsync(id, cancellation);
        if (accessed.Refusal is { } hidden)
            return hidden;
        var (conversation, participant) = accessed.Value;
        if (participant.ReadCount >= seen.Incoming)
            return Result.Done;
        participant.Read(conversation, seen.Incoming, seen.At);
        await TellCustomerAsync(conversation, participant.AccountId, seen, cancellation);
        tell.Read(participant.AccountId, conversation.Id);
        return Result.Done;
    }

    // Reading is allowed when the feature is off; telling the customer so is using it.
    private async Task TellCustomerAsync(
        Conversation conversation,
        AccountId account,
        OnScreen seen,
        CancellationToken cancellation
    )
    {
        if ((await check.CheckNumberAsync(conversation, account, cancellation)).Refusal is not null)
            return;
        var newest = await db
            .Messages.Shown.Incoming.Where(one => one.ConversationId == conversation.Id && one.StoredAt <= seen.At)
            .OrderByDescending(one => one.Second)
            .ThenByDescending(one => one.StoredAt)
            .Select(one => one.ProviderId)
            .FirstOrDefaultAsync(cancellation);
        if (newest is not null)
            await channels[conversation.Channel].MarkReadAsync(conversation.NumberId, newest, cancellation);
    }

    /// <summary>How many of the customer's messages the conversation had shown, and when the last message of all was stored.</summary>
    private sealed record OnScreen(int Incoming, DateTimeOffset At);
}
