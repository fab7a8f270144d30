using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

/// <summary>That an account takes part in a conversation, from when on it sees it, and how far it has read.</summary>
internal sealed class Participant(
    EnterpriseId enterpriseId,
    ConversationId conversationId,
    AccountId accountId,
    DateTimeOffset seesFrom
) : IEnterpriseOwned
{
    public EnterpriseId EnterpriseId { get; private set; } = enterpriseId;
    public ConversationId ConversationId { get; private set; } = conversationId;
    public AccountId AccountId { get; private set; } = accountId;

    /// <summary>Who steps in later does not see what was said before.</summary>
    public DateTimeOffset SeesFrom { get; private set; } = seesFrom;

    /// <summary>Up to when what came in was read; by the time it was stored, so that a late message is unread all the same.</summary>
    public DateTimeOffset ReadUpTo { get; private set; } = seesFrom.AddTicks(-TimeSpan.TicksPerMicrosecond);

    public void Read(DateTimeOffset upTo) => ReadUpTo = upTo > ReadUpTo ? upTo : ReadUpTo;
}

internal sealed class ParticipantTable : IEntityTypeConfiguration<Participant>
{
    public void Configure(EntityTypeBuilder<Participant> builder)
    {
        builder.ToTable("conversations_participant");
        builder.HasKey(participant => new
        {
            participant.EnterpriseId,
            participant.ConversationId,
            participant.AccountId,
        });
        // With the conversation in it, no plan that asks for one person in one conversation walks over all of his.
        builder.HasIndex(participant => new
        {
            participant.EnterpriseId,
            participant.AccountId,
            participant.ConversationId,
        });
    }
}
