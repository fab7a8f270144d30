using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// A webhook body as it came, once for each lane that it touches. At receipt nobody knows whose it is, so the table belongs
/// to no enterprise and its key is the order of arrival.
/// </summary>
internal sealed class InboxRow
{
    private const int LongestReason = 1000;

    public required long Sequence { get; init; }
    public required string Lane { get; init; }
    public required string BusinessAccount { get; init; }
    public required byte[] Body { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What a person made of a body that could not be processed; what came stays as it came.</summary>
    public byte[]? MendedBody { get; private set; }
    public InboxState State { get; private set; }
    public int Tries { get; private set; }
    public string? Reason { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>What is processed.</summary>
    public byte[] Said => MendedBody ?? Body;

    public void Mend(byte[] body) => MendedBody = body;

    /// <summary>Back to its old place in the lane, with all its tries before it.</summary>
    public void Replay()
    {
        State = InboxState.Waiting;
        Tries = 0;
        SettledAt = null;
    }

    public void CountTry(string reason)
    {
        Tries++;
        Reason = reason.Length > LongestReason ? reason[..LongestReason] : reason;
    }

    public void SetAside(DateTimeOffset at)
    {
        State = InboxState.SetAside;
        SettledAt = at;
    }
}

internal enum InboxState
{
    Waiting,
    Done,

    /// <summary>No business number of ours has this phone number id; it waits until somebody adds the number.</summary>
    Orphaned,

    /// <summary>It could not be processed; the reason says why, and a person decides.</summary>
    SetAside,
}

internal sealed class InboxTable : IEntityTypeConfiguration<InboxRow>
{
    public void Configure(EntityTypeBuilder<InboxRow> builder)
    {
        builder.ToTable("whatsapp_inbox");
        builder.HasKey(row => row.Sequence);
        builder.Property(row => row.Sequence).ValueGeneratedOnAdd();
        builder.Ignore(row => row.Said);
        builder.HasIndex(row => new { row.Lane, row.Sequence }).HasFilter("state = 'Waiting'");
        builder.HasIndex(row => new { row.BusinessAccount, row.Lane }).HasFilter("state = 'Orphaned'");
        builder.HasIndex(row => row.Lane).HasFilter("state = 'SetAside'");
    }
}

internal static class InboxRows
{
    extension(TrunklineDb db)
    {
        public DbSet<InboxRow> Inbox => db.Set<InboxRow>();
    }
}
