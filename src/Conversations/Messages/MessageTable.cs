using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Conversations.Delivery;
using Trunkline.Platform;

namespace Trunkline.Conversations.Messages;

/// <summary>The unique keys are what makes a repeated delivery and a repeated submit the same message.</summary>
internal sealed class MessageTable : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.ToTable("conversations_message");
        builder.HasKey(message => new { message.EnterpriseId, message.Id });
        builder.Property(message => message.Id).ValueGeneratedNever();
        builder
            .Property(message => message.Progress)
            .HasConversion(progress => StoredProgress.Write(progress), stored => Json.Read<DeliveryProgress>(stored));
        builder
            .HasIndex(message => new
            {
                message.EnterpriseId,
                message.NumberId,
                message.ProviderId,
            })
            .IsUnique();
        builder
            .HasIndex(message => new
            {
                message.EnterpriseId,
                message.ConversationId,
                message.ClientId,
            })
            .IsUnique()
            .HasFilter("client_id IS NOT NULL"); // what customers write has none
        builder.HasIndex(message => new
        {
            message.EnterpriseId,
            message.ConversationId,
            message.Second,
            message.StoredAt,
        });
        // Few messages are held, answered, tried again or before what they name; only those are in these.
        builder
            .HasIndex(message => new { message.EnterpriseId, message.ConversationId })
            .HasFilter("hold = 'Waiting'");
        builder
            .HasIndex(message => new
            {
                message.EnterpriseId,
                message.StoredAt,
                message.NumberId,
                message.ConversationId,
            })
            .HasFilter("hold = 'Waiting'");
        builder.HasIndex(message => new { message.EnterpriseId, message.StoredAt }).HasFilter("hold <> 'None'");
        builder.HasIndex(message => new { message.EnterpriseId, message.ReplyTo }).HasFilter("reply_to IS NOT NULL");
        builder.HasIndex(message => new { message.EnterpriseId, message.RetryOf }).HasFilter("retry_of IS NOT NULL");
        builder
            .HasIndex(message => new
            {
                message.EnterpriseId,
                message.NumberId,
                message.Awaits,
            })
            .HasFilter("awaits IS NOT NULL");
    }
}
