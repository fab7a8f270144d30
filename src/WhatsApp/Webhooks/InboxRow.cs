using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Webhooks;

/// <summary>
/// Webhook bodies, once for each lane that they touch: what was stored in one moment for one lane, see
/// <see cref="Parcel"/>. At receipt nobody knows whose they are, so the table belongs to no enterprise and its key is the order
/// of arrival.
/// </summary>
internal sealed class InboxRow
{
    /// <summary>From one sequence to the next, so that there is a place for each body of a row that is taken apart.</summary>
    public const int Spacing = Parcel.MostBodies;

    private const int LongestReason = 1000;

    public required long Sequence { get; init; }
    public required string Lane { get; set; }
    public required string BusinessAccount { get; set; }
    public required byte[] Bodies { get; init; }

    /// <summary>Null for a body that is alone.</summary>
    public required string? Lengths { get; init; }

    /// <summary>How many bytes <see cref="Bodies"/> have when they are inflated; null for a body that is alone.</summary>
    public required int? Inflated { get; init; }
    public required int Count { get; init; }

    /// <summary>When the first of them came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What a person made of a body that could not be processed and was alone by then; what came stays as it came.</summary>
    public byte[]? MendedBody { get; private set; }
    public InboxState State { get; private set; }
    public int Tries { get; private set; }
    public string? Reason { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>What is processed, in order.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Said =>
        MendedBody is { } mended ? [mended] : Parcel.Open(Bodies, Lengths, Inflated);

    /// <summary>What is processed of a row with one body.</summary>
    public byte[] Alone => MendedBody ?? Bodies;

    /// <summary>A row for each body, in the place of this one: so that one that cannot be processed does not hold up the others.</summary>
    public IEnumerable<InboxRow> Split() =>
        Said.Select(
            (body, place) =>
                new InboxRow
                {
                    Sequence = Sequence + place,
                    Lane = Lane,
                    BusinessAccount = BusinessAccount,
                    Bodies = body.ToArray(),
                    Lengths = null,
                    Inflated = null,
                    Count = 1,
                    ReceivedAt = ReceivedAt,
                }
        );

    /// <summary>What a person made of it is for this lane, which it has named before unless nobody could read that.</summary>
    public void Mend(byte[] body, Lane lane)
    {
        MendedBody = body;
        (Lane, BusinessAccount) = (lane.Name, lane.BusinessAccount);
    }

    /// <summary>A person has decided that it is never processed.</summary>
    public void Discard(DateTimeOffset at)
    {
        State = InboxState.Done;
        SettledAt = at;
    }

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
        Reason = reason.AtMost(LongestReason);
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
        builder.Ignore(row => row.Alone);
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
