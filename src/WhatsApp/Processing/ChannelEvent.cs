using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Processing;

/// <summary>Something that WhatsApp told us and that is nobody's message: kept as it came, for people and for later.</summary>
internal sealed record ChannelEvent(
    EnterpriseId EnterpriseId,
    Guid Id,
    string BusinessAccountId,
    BusinessNumberId? Number,
    string Field,
    string? Kind,
    string Json,
    DateTimeOffset ReceivedAt
) : IEnterpriseOwned;

/// <summary>A report about a message that is not known, or not yet: our answer may be on its way, or another app has sent it.</summary>
internal sealed record ParkedStatus(
    EnterpriseId EnterpriseId,
    Guid Id,
    BusinessNumberId Number,
    string ProviderMessageId,
    string Json,
    DateTimeOffset ParkedAt
) : IEnterpriseOwned;

internal sealed class ChannelEventTable : IEntityTypeConfiguration<ChannelEvent>
{
    public void Configure(EntityTypeBuilder<ChannelEvent> builder)
    {
        builder.ToTable("whatsapp_event");
        builder.HasKey(one => new { one.EnterpriseId, one.Id });
        builder.Property(one => one.Id).ValueGeneratedNever();
    }
}

internal sealed class ParkedStatusTable : IEntityTypeConfiguration<ParkedStatus>
{
    public void Configure(EntityTypeBuilder<ParkedStatus> builder)
    {
        builder.ToTable("whatsapp_parked_status");
        builder.HasKey(one => new { one.EnterpriseId, one.Id });
        builder.Property(one => one.Id).ValueGeneratedNever();
        builder
            .HasIndex(one => new
            {
                one.EnterpriseId,
                one.Number,
                one.ProviderMessageId,
            })
            .HasDatabaseName("IX_whatsapp_parked_status_message");
        builder.HasIndex(one => one.ParkedAt);
    }
}
