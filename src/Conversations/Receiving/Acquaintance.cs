using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Conversations.Threads;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Receiving;

/// <summary>Who is, or was, in touch with a customer in one conversation, at this number or at another.</summary>
/// <param name="Waits">Whether messages wait there for somebody able to receive them.</param>
internal sealed record Acquaintance(
    ConversationId Conversation,
    CustomerId Customer,
    List<Acquainted> People,
    bool Waits
)
{
    /// <summary>Those who take part.</summary>
    public IEnumerable<Acquainted> Present => People.Where(one => !one.HasLeft);

    /// <summary>In all conversations of these customers on the channel, with one question.</summary>
    public static async Task<IReadOnlyList<Acquaintance>> ReadAsync(
        TrunklineDb db,
        string channel,
        IReadOnlyCollection<CustomerId> customers,
        CancellationToken cancellation
    )
    {
        var (participants, held) = (db.Participants, db.Messages.Where(one => one.Hold == MessageHold.Waiting));
        return await db
            .Conversations.IgnoreQueryFilters([ParticipantTable.Present])
            .Where(one => one.Channel == channel && customers.Contains(one.CustomerId))
            .Select(one => new Acquaintance(
                one.Id,
                one.CustomerId,
                participants
                    .Where(participant => participant.ConversationId == one.Id)
                    .Select(participant => new Acquainted(
                        participant.AccountId,
                        participant.HasUnread,
                        participant.LeftAt != null
                    ))
                    .ToList(),
                // Thousands may wait at a number at which nobody may receive; that one does is enough to know.
                held.Any(message => message.ConversationId == one.Id)
            ))
            .ToListAsync(cancellation);
    }
}

internal sealed record Acquainted(AccountId Account, bool HasUnread, bool HasLeft);
