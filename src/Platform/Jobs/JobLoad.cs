using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using Trunkline.Platform.Data;

namespace Trunkline.Platform.Jobs;

/// <summary>How much follow-up work there is, over all enterprises.</summary>
/// <param name="Waiting">What is not done and not set aside, also while somebody works on it.</param>
/// <param name="OldestSince">When the oldest of it was committed.</param>
/// <param name="Again">How much of it has failed and is tried again later.</param>
internal sealed record JobLoad(int Waiting, DateTimeOffset? OldestSince, int Again, int SetAside)
{
    public static async Task<JobLoad> ReadAsync(TrunklineDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var jobs = db.Set<Job>().IgnoreQueryFilters(["Enterprise"]);
        var waiting = jobs.Where(job => job.SetAsideAt == null);
        var oldest = await waiting
            .OrderBy(job => job.Id)
            .Select(job => (Guid?)job.Id)
            .FirstOrDefaultAsync(cancellation);
        return new(
            await waiting.CountAsync(cancellation),
            oldest is { } id ? MomentOf(id) : null,
            await waiting.CountAsync(
                job => job.Attempts > 0 && job.LeasedUntil == null && job.DueAt > now,
                cancellation
            ),
            await jobs.CountAsync(job => job.SetAsideAt != null, cancellation)
        );
    }

    // It begins with the milliseconds. (RFC 9562, section 5.7)
    private static DateTimeOffset MomentOf(Guid version7)
    {
        Span<byte> bytes = stackalloc byte[16];
        version7.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16));
    }
}
