using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Messages;

/// <summary>One message with what is shown around it.</summary>
internal sealed record MessageView(
    Message Message,
    string? AuthorName,
    string? Quote,
    bool Retried,
    string? CustomerReaction,
    ConsentReason? Consent
);

/// <summary>One message with the one that stands before it.</summary>
/// <param name="After">If it came late: the first of those that stand after it and were there before.</param>
internal sealed record MessagePlace(MessageView Here, MessageView? Before, MessageView? After);

/// <summary>The messages of a conversation as one participant sees them, in the order in which they were said.</summary>
internal sealed class MessageList(TrunklineDb db, IAccountDirectory accounts)
{
    public const int PageSize = 60;

    /// <summary>The newest ones, or those before a message; oldest first.</summary>
    public async Task<IReadOnlyList<MessageView>> ListAsync(
        Participation participation,
        MessageId? before,
        int take,
        CancellationToken cancellation
    )
    {
        var messages = Visible(participation);
        if (before is { } id)
        {
            var at = await db
                .Messages.Where(one => one.Id == id && one.ConversationId == participation.Conversation.Id)
                .Select(one => new { one.Second, one.StoredAt })
                .SingleOrDefaultAsync(cancellation);
            if (at is not null)
                messages = messages.Where(one =>
                    one.Second < at.Second || (one.Second == at.Second && one.StoredAt < at.StoredAt)
                );
        }
        var page = await messages
            .OrderByDescending(one => one.Second)
            .ThenByDescending(one => one.StoredAt)
            .ThenByDescending(one => one.Id)
            .Take(take)
            .AsNoTracking()
            .ToListAsync(cancellation);
        page.Reverse();
        return await ViewAsync(participation.Account, page, cancellation);
    }

    public async Task<MessageView?> FindAsync(Participation participation, MessageId id, CancellationToken cancellation)
    {
        var message = await Visible(participation)
            .AsNoTracking()
            .SingleOrDefaultAsync(one => one.Id == id, cancellation);
        return message is null ? null : (await ViewAsync(participation.Account, [message], cancellation))[0];
    }

    /// <summary>These messages where they stand, since that decides how they look; without those that the account does not see.</summary>
    /// <param name="arrived">Those of them that are new, and so may have come late.</param>
    public async Task<IReadOnlyDictionary<MessageId, MessagePlace>> PlacesAsync(
        AccountId account,
        IReadOnlyCollection<MessageId> ids,
        IReadOnlyCollection<MessageId> arrived,
        CancellationToken cancellation
    )
    {
        if (ids.Count == 0)
            return new Dictionary<MessageId, MessagePlace>();
        var shown = db.Messages.Shown;
        var taking = db.Participants.Where(one => one.AccountId == account);
        var places = await (
            from message in shown
            where ids.Contains(message.Id)
            // No join: of one PostgreSQL makes a walk over all messages of the account while it has no statistics.
            let seesFrom = taking
                .Where(one => one.ConversationId == message.ConversationId)
                .Select(one => (DateTimeOffset?)one.SeesFrom)
                .FirstOrDefault()
            select new
            {
                message.Id,
                Sees = message.StoredAt >= seesFrom,
                Before = shown
                    .Where(one =>
                        one.ConversationId == message.ConversationId
                        && one.StoredAt >= seesFrom
                        && one.Second <= message.Second
                        && (one.Second < message.Second || one.StoredAt < message.StoredAt)
                    )
                    .OrderByDescending(one => one.Second)
                    .ThenByDescending(one => one.StoredAt)
                    .Select(one => (MessageId?)one.Id)
                    .FirstOrDefault(),
                // Others that came late with it are not there yet: each of them finds its own place.
                After = shown
                    .Where(one =>
                        arrived.Contains(message.Id)
                        && one.ConversationId == message.ConversationId
                        && one.StoredAt >= seesFrom
                        && one.Second > message.Second
                        && one.StoredAt < message.StoredAt
                    )
                    .OrderBy(one => one.Second)
                    .ThenBy(one => one.StoredAt)
                    .Select(one => (MessageId?)one.Id)
                    .FirstOrDefault(),
            }
        ).ToListAsync(cancellation);
        places.RemoveAll(one => !one.Sees);
        List<MessageId> around =
        [
            .. places
                .Select(one => one.Id)
                .Union(places.Select(one => one.Before).OfType<MessageId>())
                .Union(places.Select(one => one.After).OfType<MessageId>()),
        ];
        var found = await db.Messages.AsNoTracking().Where(one => around.Contains(one.Id)).ToListAsync(cancellation);
        var views = (await ViewAsync(account, found, cancellation)).ToDictionary(one => one.Message.Id);
        return places.ToDictionary(
            one => one.Id,
            one => new MessagePlace(
                views[one.Id],
                one.Before is { } before ? views[before] : null,
                one.After is { } after ? views[after] : null
            )
        );
    }

    private IQueryable<Message> Visible(Participation participation) =>
        db.Messages.Shown.Where(one =>
            one.ConversationId == participation.Conversation.Id && one.StoredAt >= participation.Participant.SeesFrom
        );

    private async Task<IReadOnlyList<MessageView>> ViewAsync(
        AccountId account,
        IReadOnlyList<Message> messages,
        CancellationToken cancellation
    )
    {
        var authors = messages.Select(one => one.Author).OfType<AccountId>().Distinct().ToList();
        var people = authors.Count == 0 ? null : await accounts.FindAsync(authors, cancellation);
        var ids = messages.Select(one => one.Id).ToList();
        var quoted = messages.Select(one => one.ReplyTo).OfType<MessageId>().Distinct().ToList();
        var taking = db.Participants.Where(one => one.AccountId == account);
        // A quote shows no more than the thread: nothing of before the person took part, and nothing that was taken back.
        Dictionary<MessageId, string> quotes =
            quoted.Count == 0
                ? []
                : await db
                    .Messages.Shown.Where(one =>
                        quoted.Contains(one.Id)
                        && one.RevokedAt == null
                        && one.StoredAt
                            >= taking
                                .Where(participant => participant.ConversationId == one.ConversationId)
                                .Select(participant => (DateTimeOffset?)participant.SeesFrom)
                                .FirstOrDefault()
                    )
                    .ToDictionaryAsync(one => one.Id, one => one.Text, cancellation);
        // Nobody sends a customer's message again.
        List<MessageId> retried = !messages.Any(one => one.IsOutgoing)
            ? []
            : await db
                .Messages.Where(one => one.RetryOf != null && ids.Contains(one.RetryOf.Value))
                .Select(one => one.RetryOf!.Value)
                .ToListAsync(cancellation);
        var reactions = await db
            .Messages.Where(one =>
                one.Kind == MessageKind.Reaction
                && one.Hold == MessageHold.None
                && one.ReplyTo != null
                && ids.Contains(one.ReplyTo.Value)
            )
            .OrderBy(one => one.Second)
            .ThenBy(one => one.StoredAt)
            .Select(one => new { one.ReplyTo, one.Text })
            .ToListAsync(cancellation);
        var facts = await db
            .ConsentFacts.Where(one => ids.Contains(one.MessageId))
            .OrderBy(one => one.At)
            .Select(one => new { one.MessageId, one.Reason })
            .ToListAsync(cancellation);
        return
        [
            .. messages.Select(message => new MessageView(
                message,
                message.Author is { } author ? people?.GetValueOrDefault(author)?.Name : null,
                message.ReplyTo is { } reply ? quotes.GetValueOrDefault(reply) : null,
                retried.Contains(message.Id),
                reactions.LastOrDefault(one => one.ReplyTo == message.Id)?.Text is { Length: > 0 } reaction
                    ? reaction
                    : null,
                facts.LastOrDefault(one => one.MessageId == message.Id)?.Reason
            )),
        ];
    }
}
