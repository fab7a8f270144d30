using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Sending;

/// <summary>Something to be sent. The row stays until its outcome is known or given up, then it goes.</summary>
internal sealed class OutboxRow : IEnterpriseOwned
{
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
    public string Send { get; private set; } = "";
    public OutboxState State { get; private set; }
    public DateTimeOffset QueuedAt { get; private set; }
    public DateTimeOffset DueAt { get; private set; }
    public DateTimeOffset? StartedAt { get; private set; }
    public int Attempts { get; private set; }

    public void Start(DateTimeOffset at)
    {
        State = OutboxState.Sending;
        StartedAt = at;
        Attempts++;
    }

    public void Postpone(DateTimeOffset until)
    {
        State = OutboxState.Waiting;
        DueAt = until;
    }

    /// <summary>The number was stopped: the attempt does not count, and the row waits for the number.</summary>
    public void Hold()
    {
        State = OutboxState.Waiting;
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
