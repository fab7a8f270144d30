using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Auditing.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Changes;

internal sealed class Change : IEnterpriseOwned
{
    private Change() { }

    public EnterpriseId EnterpriseId { get; private set; }
    public ChangeId Id { get; private set; }
    public string Kind { get; private set; } = "";
    public ActorId ActorId { get; private set; }
    public ActorKind ActorKind { get; private set; }
    public string ActorName { get; private set; } = "";
    public string ActorRole { get; private set; } = "";
    public OrganizationId OrganizationId { get; private set; }
    public string OrganizationName { get; private set; } = "";
    public string Subject { get; private set; } = "";
    public string? Reason { get; private set; }
    public string? Before { get; private set; }
    public string? After { get; private set; }
    public string Affected { get; private set; } = "{}";
    public string? Address { get; private set; }
    public DateTimeOffset At { get; private set; }
    public ChangeId? Reverts { get; private set; }

    public static Change Of(Actor actor, NewChange change, string? address, DateTimeOffset at) =>
        new()
        {
            EnterpriseId = actor.Enterprise,
            Id = change.Id,
            Kind = change.Kind,
            ActorId = actor.Id,
            ActorKind = actor.Kind,
            ActorName = actor.Name,
            ActorRole = actor.Role,
            OrganizationId = change.Organization,
            OrganizationName = change.OrganizationName,
            Subject = change.Subject,
            Reason = string.IsNullOrWhiteSpace(change.Reason) ? null : change.Reason.Trim(),
            Before = change.Before is null ? null : Json.Write(change.Before),
            After = change.After is null ? null : Json.Write(change.After),
            Affected = Json.Write(change.Affected),
            Address = address,
            At = at,
            Reverts = change.Reverts,
        };

    public RecordedChange Shown(ChangeId? revertedBy) =>
        new(
            Id,
            Kind,
            ActorId,
            ActorKind,
            ActorName,
            ActorRole,
            OrganizationId,
            OrganizationName,
            Subject,
            Reason,
            Before,
            After,
            Json.Read<Dictionary<string, int>>(Affected),
            Address,
            At,
            Reverts,
            revertedBy
        );
}

internal sealed class ChangeTable : IEntityTypeConfiguration<Change>
{
    public void Configure(EntityTypeBuilder<Change> builder)
    {
        builder.ToTable("auditing_change");
        builder.HasKey(change => new { change.EnterpriseId, change.Id });
        builder.HasIndex(change => new { change.EnterpriseId, change.At });
        // A change is taken back once; the second of two who try at the same time meets this index.
        builder
            .HasIndex(change => new { change.EnterpriseId, change.Reverts })
            .IsUnique()
            .HasFilter("reverts IS NOT NULL");
        builder.HasIndex(change => new
        {
            change.EnterpriseId,
            change.OrganizationId,
            change.At,
        });
    }
}

internal static class ChangeSets
{
    extension(TrunklineDb db)
    {
        public DbSet<Change> Changes => db.Set<Change>();
    }
}
