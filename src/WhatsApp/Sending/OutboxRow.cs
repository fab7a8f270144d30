using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Something to be sent. The row stays until its outcome is known or given up, then it goes.</summary>
internal sealed class OutboxRow : IEnterpriseOwned
{
    /// <summary>How many one write works on: while it lasts others wait for theirs.</summary>
    public const int MostTogether = 250;

    private OutboxRow() { }

    public OutboxRow(
        EnterpriseId enterprise,
        Guid id,
        BusinessNumberId number,
        string pair,
        OutgoingSend send,
        DateTimeOffset queuedAt
    )
    {
        EnterpriseId = enterprise;
        Id = id;
        Number = number;
        Pair = pair;
        Send = Json.Write(send);
        QueuedAt = queuedAt;
        DueAt = queuedAt;
    }

    public EnterpriseId EnterpriseId { get; private set; }

    /// <summary>The message's own id, which every status brings back.</summary>
    public Guid Id { get; private set; }
    public BusinessNumberId Number { get; private set; }

    /// <summary>Whatever has the same pair goes out one after the other: one number and one customer, so one conversation.</summary>
    public string Pair { get; private set; } = "";

    /// <summary>It tells a customer that something was read, and is no message.</summary>
    public bool IsReceipt => Pair.StartsWith(WhatsAppChannel.ReceiptPair, StringComparison.Ordinal);
    public string Send { get; private set; } = "";
    public OutboxState State { get; private set; }

    /// <summary>Its place behind what was queued earlier; no moment to wait for, since a clock may have been ahead.</summary>
    public DateTimeOffset QueuedAt { get; private set; }
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>When it was last given to WhatsApp.</summary>
    public DateTimeOffset? StartedAt { get; private set; }
    public int Attempts { get; private set; }

    /// <summary>
    /// What may go out: what was never tried, and what was postponed until now. A last try in the future was stamped by a clock
    /// that has been set back since, so its pause means nothing.
    /// </summary>
    public static Expression<Func<OutboxRow, bool>> IsDue(DateTimeOffset now) =>
        row => row.State == OutboxState.Waiting && (row.StartedAt == null || row.DueAt <= now || row.StartedAt > now);

    /// <summary>Whose answer has been awaited long enough, or since a moment that a clock set back has put into the future.</summary>
    public static Expression<Func<OutboxRow, bool>> IsSilent(DateTimeOffset now)
    {
        var given = now - ClaimSends.PatienceForAnswer;
        return row => row.State == OutboxState.Sending && (row.StartedAt <= given || row.StartedAt > now);
    }

    public void Start(DateTimeOffset at)
    {
        State = OutboxState.Sending;
        StartedAt = at;
        Attempts++;
    }

    /// <summary>Whether the answer to this attempt is what it waits for.</summary>
    public bool Awaits(int attempt) => State is OutboxState.Sending && Attempts == attempt;

    /// <summary>
    /// Whether a status says of an attempt before, or of one that counts no more, what its answer said too: refused for now, which is
    /// why it goes out again.
    /// </summary>
    public bool HasOvertaken(WebhookEvent.Status status) =>
        status.Event is DeliveryEvent.Failed
        && SendErrors.CodeOf(status.Failure) is { } code
        && SendErrors.Find(code) is { MostAttempts: > 1 } or { StopsNumber: true }
        && (
            State is OutboxState.Waiting
            || (Attempts > 1 && status.At.ToUnixTimeSeconds() < StartedAt?.ToUnixTimeSeconds())
        );

    /// <summary>The clock was set back: how long an answer has been awaited counts from now.</summary>
    public void AwaitFrom(DateTimeOffset now) => StartedAt = now;

    public void Postpone(DateTimeOffset until)
    {
        State = OutboxState.Waiting;
        DueAt = until;
    }

    /// <summary>The number was stopped: the attempt does not count, and the row waits for the number and for no moment.</summary>
    public void Hold()
    {
        State = OutboxState.Waiting;
        DueAt = StartedAt ?? DueAt;
        Attempts--;
    }
}

internal enum OutboxState
{
    Waiting,

    /// <summary>Given to WhatsApp, answer awaited. Never taken up again: it may have gone out.</summary>
    Sending,
}

internal sealed class OutboxTable : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> builder)
    {
        builder.ToTable("whatsapp_outbox");
        builder.HasKey(row => new { row.EnterpriseId, row.Id });
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.HasIndex(row => new
        {
            row.EnterpriseId,
            row.Number,
            row.QueuedAt,
        });
        builder.HasIndex(row => new
        {
            row.EnterpriseId,
            row.Number,
            row.Pair,
            row.QueuedAt,
        });
        builder.HasIndex(row => row.DueAt);
    }
}

internal static class OutboxRows
{
    extension(TrunklineDb db)
    {
        public DbSet<OutboxRow> Outbox => db.Set<OutboxRow>();
    }
}
