using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Conversations.Consent;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Messages;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Threads;

internal sealed class Conversation(
    EnterpriseId enterpriseId,
    string channel,
    BusinessNumberId numberId,
    CustomerId customerId,
    DateTimeOffset startedAt
) : IEnterpriseOwned
{
    public EnterpriseId EnterpriseId { get; private set; } = enterpriseId;
    public ConversationId Id { get; private set; } = Platform.Id.New<ConversationId>();
    public string Channel { get; private set; } = channel;
    public BusinessNumberId NumberId { get; private set; } = numberId;
    public CustomerId CustomerId { get; private set; } = customerId;
    public DateTimeOffset StartedAt { get; private set; } = startedAt;

    /// <summary>The last message that participants see, and when it was: the order of lists.</summary>
    public DateTimeOffset ActiveAt { get; private set; } = startedAt;
    public MessageId? LastMessageId { get; private set; }

    /// <summary>How many messages of the customer participants were ever shown: whoever has read fewer has the others unread.</summary>
    public int IncomingCount { get; private set; }

    /// <summary>When its newest message was stored, shown or not.</summary>
    public DateTimeOffset? LastStoredAt { get; private set; }
    public DateTimeOffset? LastInboundAt { get; private set; }
    public DateTimeOffset? AutomaticReplyAt { get; private set; }

    public ConsentState Consent { get; private set; }
    public DateTimeOffset ConsentAt { get; private set; } = startedAt;
    public DateTimeOffset? ConsentRequestedAt { get; private set; }
    public MessageId? ConsentRequestId { get; private set; }
    public bool ConsentAskedAgain { get; private set; }

    public Window Window => Window.After(LastInboundAt);

    public void CustomerWrote(DateTimeOffset at) => LastInboundAt = LastInboundAt > at ? LastInboundAt : at;

    /// <summary>
    /// The moment at which its next message counts as stored: now, but always after the one before. What is read, unread, seen
    /// and in which order hangs on it, and a server's clock may be set back.
    /// </summary>
    public DateTimeOffset Next(DateTimeOffset now) =>
        LastStoredAt?.AddMicroseconds(1) is { } soonest && soonest > now ? soonest : now;

    public DateTimeOffset Store(DateTimeOffset now)
    {
        var moment = Next(now);
        LastStoredAt = moment;
        return moment;
    }

    /// <summary>From now on participants see this message.</summary>
    public void Show(Message message)
    {
        if (message.Direction is MessageDirection.Incoming)
            IncomingCount++;
        if (LastMessageId is not null && message.StoredAt < ActiveAt)
            return;
        LastMessageId = message.Id;
        ActiveAt = message.StoredAt;
    }

    public void ReplyAutomatically(DateTimeOffset at) => AutomaticReplyAt = at;

    public ConsentFact AskForConsent(MessageId request, Accounts.Contracts.AccountId? by, DateTimeOffset at)
    {
        ConsentAskedAgain = by is null;
        ConsentRequestedAt = at;
        ConsentRequestId = request;
        return Become(
            ConsentState.Requested,
            by is null ? ConsentReason.RequestedAgain : ConsentReason.Requested,
            request,
            by,
            at
        );
    }

    public ConsentFact CustomerAnswered(ConsentState state, MessageId evidence, DateTimeOffset at) =>
        Become(
            state,
            state switch
            {
                ConsentState.Granted => ConsentReason.CustomerAgreed,
                ConsentState.Declined => ConsentReason.CustomerDeclined,
                ConsentState.Stopped => ConsentReason.CustomerStopped,
                _ => throw new ArgumentOutOfRangeException(nameof(state)),
            },
            evidence,
            null,
            at
        );

    public ConsentFact CustomerWroteFirst(MessageId evidence, DateTimeOffset at) =>
        Become(ConsentState.Granted, ConsentReason.CustomerWroteFirst, evidence, null, at);

    private ConsentFact Become(
        ConsentState state,
        ConsentReason reason,
        MessageId evidence,
        Accounts.Contracts.AccountId? by,
        DateTimeOffset at
    )
    {
        Consent = state;
        ConsentAt = at;
        return new ConsentFact(EnterpriseId, Id, state, reason, evidence, by, at);
    }
}

internal sealed class ConversationTable : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("conversations_conversation");
        builder.HasKey(conversation => new { conversation.EnterpriseId, conversation.Id });
        builder.ChangedInBulk();
        builder.Property(conversation => conversation.Id).ValueGeneratedNever();
        // An answer and a new request may meet: whoever comes second looks again.
        builder.Property(conversation => conversation.Consent).IsConcurrencyToken();
        builder
            .HasIndex(conversation => new
            {
                conversation.EnterpriseId,
                conversation.NumberId,
                conversation.CustomerId,
            })
            .IsUnique();
        builder.HasIndex(conversation => new { conversation.EnterpriseId, conversation.CustomerId });
    }
}
