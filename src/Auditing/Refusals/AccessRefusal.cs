using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Auditing.Refusals;

internal readonly record struct AccessRefusalId(Guid Value) : IId<AccessRefusalId>
{
    public static AccessRefusalId From(Guid value) => new(value);
}

/// The fact that somebody tried something without the privilege for it.
internal sealed class AccessRefusal : IEnterpriseOwned
{
    private AccessRefusal() { }

    public EnterpriseId EnterpriseId { get; private set; }
    public AccessRefusalId Id { get; private set; }
    public ActorId ActorId { get; private set; }
    public string ActorName { get; private set; } = "";
    public string ActorRole { get; private set; } = "";
    public OrganizationId OrganizationId { get; private set; }
    public string Privilege { get; private set; } = "";
    public string Attempt { get; private set; } = "";
    public string? Address { get; private set; }
    public DateTimeOffset At { get; private set; }

    public static AccessRefusal Of(
        Actor actor,
        OrganizationId organization,
        Privilege needed,
        string attempt,
        string? address,
        DateTimeOffset at
    ) =>
        new()
        {
            EnterpriseId = actor.Enterprise,
            Id = Platform.Id.New<AccessRefusalId>(),
            ActorId = actor.Id,
            ActorName = actor.Name,
            ActorRole = actor.Role,
            OrganizationId = organization,
            Privilege = needed.Name,
            Attempt = attempt,
            Address = address,
            At = at,
        };
}

internal sealed class AccessRefusalTable : IEntityTypeConfiguration<AccessRefusal>
{
    public void Configure(EntityTypeBuilder<AccessRefusal> builder)
    {
        builder.ToTable("auditing_access_refusal");
        builder.HasKey(refusal => new { refusal.EnterpriseId, refusal.Id });
        builder.HasIndex(refusal => new { refusal.EnterpriseId, refusal.At });
    }
}

internal static class AccessRefusalSets
{
    extension(TrunklineDb db)
    {
        public DbSet<AccessRefusal> AccessRefusals => db.Set<AccessRefusal>();
    }
}
