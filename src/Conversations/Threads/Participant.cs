using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

/// <summary>
/// That an account takes part in a conversation, from when on it sees it, and how far it has read. Whoever has left it is asked
/// for by nobody but who says so (the filter <see cref="ParticipantTable.Present"/>).
/// </summary>
internal sealed class Participant(
    EnterpriseId enterpriseId,
    ConversationId conversationId,
    AccountId accountId,
    DateTimeOffset seesFrom,
    int readCount
) : IEnterpriseOwned
{
    public EnterpriseId EnterpriseId { get; private set; } = enterpriseId;
    public ConversationId ConversationId { get; private set; } = conversationId;
    public AccountId AccountId { get; private set; } = accountId;

    /// <summary>Who steps in later, or once more, does not see what was said before.</summary>
    public DateTimeOffset SeesFrom { get; private set; } = seesFrom;

    /// <summary>How many of the customer's messages are not unread: read, or shown before the person took part.</summary>
    public int ReadCount { get; private set; } = readCount;

    /// <summary>Up to when what came in was read; by the time it was stored, so that a late message is unread all the same.</summary>
    public DateTimeOffset ReadUpTo { get; private set; } = seesFrom.AddTicks(-TimeSpan.TicksPerMicrosecond);

    /// <summary>
    /// Whether the customer's messages that are shown are more than were read. It follows from two rows, and is kept in this one: who has
    /// a hundred thousand conversations is told with each message in how many there is something unread.
    /// </summary>
    public bool HasUnread { get; private set; }

    /// <summary>
    /// When something was first said in it after the person had lost its number: from then on there is no such conversation for the
    /// person. Null: takes part.
    /// </summary>
    public DateTimeOffset? LeftAt { get; private set; }

    /// <summary>Of what the conversation shows from now on, everything is unread to this person.</summary>
    public static Participant In(Conversation conversation, AccountId account, DateTimeOffset seesFrom) =>
        new(conversation.EnterpriseId, conversation.Id, account, seesFrom, conversation.IncomingCount);

    /// <summary>Takes part once more, as somebody new would.</summary>
    public void Return(Conversation conversation, DateTimeOffset seesFrom)
    {
        LeftAt = null;
        SeesFrom = seesFrom;
        ReadCount = conversation.IncomingCount;
    }

    /// <summary>
    /// So many of the customer's messages were read, the newest of them stored by then. What was read stays so. Within a write that holds
    /// the conversation, or what comes meanwhile would not be unread.
    /// </summary>
    public void Read(Conversation conversation, int count, DateTimeOffset upTo)
    {
        ReadCount = Math.Max(ReadCount, count);
        ReadUpTo = upTo > ReadUpTo ? upTo : ReadUpTo;
        HasUnread = conversation.IncomingCount > ReadCount;
    }

    /// <summary>The same of everything that the conversation shows.</summary>
    public void Read(Conversation conversation) =>
        Read(conversation, conversation.IncomingCount, conversation.ActiveAt);

    /// <summary>A message of the customer is shown from now on.</summary>
    public void MarkUnread() => HasUnread = true;
}

internal sealed class ParticipantTable : IEntityTypeConfiguration<Participant>
{
    /// <summary>Of those who take part, and not of those who have left.</summary>
    public const string Present = "Present";

    public void Configure(EntityTypeBuilder<Participant> builder)
    {
        builder.ToTable("conversations_participant");
        builder.HasKey(participant => new
        {
            participant.EnterpriseId,
            participant.ConversationId,
            participant.AccountId,
        });
        builder.HasQueryFilter(Present, participant => participant.LeftAt == null);
        // With the conversation in it, no plan that asks for one person in one conversation walks over all of his; and with the leaving,
        // which every question asks about, the index alone has the answer.
        builder.HasIndex(participant => new
        {
            participant.EnterpriseId,
            participant.AccountId,
            participant.ConversationId,
            participant.LeftAt,
        });
        builder
            .HasIndex(participant => new { participant.EnterpriseId, participant.AccountId })
            .HasFilter("has_unread");
    }
}
