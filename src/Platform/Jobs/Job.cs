using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Jobs;

/// <summary>Work that must happen after a commit. The row goes when the work is done.</summary>
internal sealed class Job : IEnterpriseOwned
{
    /// <summary>How long whoever took it may work on it before others may.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Between two tries.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

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

    /// <summary>
    /// Waits to be taken. What was never tried is due whatever its moment, and one further ahead than any pause or lease was stamped by
    /// a clock that has been set back since. Two leases, because the clocks of several processes differ a little.
    /// </summary>
    public static Expression<Func<Job, bool>> IsDue(DateTimeOffset now)
    {
        var (latestDue, latestLease) = (now + LongestPause, now + 2 * Lease);
        return job =>
            job.SetAsideAt == null
            && (job.Attempts == 0 || job.DueAt <= now || job.DueAt > latestDue)
            && (job.LeasedUntil == null || job.LeasedUntil < now || job.LeasedUntil > latestLease);
    }
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
