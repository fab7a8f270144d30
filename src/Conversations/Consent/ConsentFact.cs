using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Consent;

/// <summary>Why a consent is what it is.</summary>
internal enum ConsentReason
{
    /// <summary>An employee asked.</summary>
    Requested,

    /// <summary>The answer was neither yes nor no, so the request was repeated once.</summary>
    RequestedAgain,
    CustomerAgreed,
    CustomerDeclined,
    CustomerStopped,
    CustomerWroteFirst,
}

/// <summary>One step of a consent with its evidence: the message in which it was said. Never changed, never deleted.</summary>
internal sealed class ConsentFact(
    EnterpriseId enterpriseId,
    ConversationId conversationId,
    ConsentState state,
    ConsentReason reason,
    MessageId messageId,
    AccountId? accountId,
    DateTimeOffset at
) : IEnterpriseOwned
{
    public EnterpriseId EnterpriseId { get; private set; } = enterpriseId;
    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public ConversationId ConversationId { get; private set; } = conversationId;
    public ConsentState State { get; private set; } = state;
    public ConsentReason Reason { get; private set; } = reason;
    public MessageId MessageId { get; private set; } = messageId;
    public AccountId? AccountId { get; private set; } = accountId;
    public DateTimeOffset At { get; private set; } = at;
}

internal sealed class ConsentFactTable : IEntityTypeConfiguration<ConsentFact>
{
    public void Configure(EntityTypeBuilder<ConsentFact> builder)
    {
        builder.ToTable("conversations_consent_fact");
        builder.HasKey(fact => new { fact.EnterpriseId, fact.Id });
        builder.Property(fact => fact.Id).ValueGeneratedNever();
        builder.HasIndex(fact => new { fact.EnterpriseId, fact.ConversationId });
        builder.HasIndex(fact => new { fact.EnterpriseId, fact.MessageId });
    }
}
