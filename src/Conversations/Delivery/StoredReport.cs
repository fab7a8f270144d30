using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Delivery;

/// <summary>One report as it came. Each is kept once, also when it changed nothing.</summary>
internal sealed class StoredReport(
    EnterpriseId enterpriseId,
    MessageId messageId,
    DeliveryEvent @event,
    DateTimeOffset at,
    string? code,
    string? sentence,
    string? details,
    DateTimeOffset storedAt
) : IEnterpriseOwned
{
    public EnterpriseId EnterpriseId { get; private set; } = enterpriseId;
    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public MessageId MessageId { get; private set; } = messageId;
    public DeliveryEvent Event { get; private set; } = @event;
    public DateTimeOffset At { get; private set; } = at;
    public string? Code { get; private set; } = code;
    public string? Sentence { get; private set; } = sentence;
    public string? Details { get; private set; } = details;
    public DateTimeOffset StoredAt { get; private set; } = storedAt;
}

internal sealed class StoredReportTable : IEntityTypeConfiguration<StoredReport>
{
    public void Configure(EntityTypeBuilder<StoredReport> builder)
    {
        builder.ToTable("conversations_delivery_report");
        builder.HasKey(report => new { report.EnterpriseId, report.Id });
        builder.Property(report => report.Id).ValueGeneratedNever();
        builder.HasIndex(report => new { report.EnterpriseId, report.MessageId });
    }
}
