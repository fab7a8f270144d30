using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Jobs;

/// <summary>Work that must happen after a commit. The row goes when the work is done.</summary>
internal sealed class Job : IEnterpriseOwned
{
    public Job(EnterpriseId enterpriseId, string kind, string payload, DateTimeOffset dueAt)
    {
        EnterpriseId = enterpriseId;
        Id = Guid.CreateVersion7();
        Kind = kind;
        Payload = payload;
        DueAt = dueAt;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public Guid Id { get; private set; }
    public string Kind { get; private set; }
    public string Payload { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public int Attempts { get; private set; }
    public DateTimeOffset? LeasedUntil { get; private set; }
    public string? LastError { get; private set; }
    public DateTimeOffset? SetAsideAt { get; private set; }
}

internal sealed class JobTable : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("platform_job");
        builder.HasKey(job => new { job.EnterpriseId, job.Id });
        builder.Property(job => job.Id).ValueGeneratedNever();
        builder.HasIndex(job => job.DueAt).HasFilter("set_aside_at IS NULL");
    }
}
