using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Access.Roles;

internal readonly record struct GrantId(Guid Value) : IId<GrantId>
{
    public static GrantId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out GrantId id) =>
        Platform.Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

/// An administrator or API user holds a role at an organization; it counts there and below.
internal sealed class Grant : IEnterpriseOwned
{
    private Grant() { }

    public Grant(EnterpriseId enterprise, ActorId holder, RoleId role, OrganizationId organization)
    {
        EnterpriseId = enterprise;
        Id = Platform.Id.New<GrantId>();
        HolderId = holder;
        RoleId = role;
        OrganizationId = organization;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public GrantId Id { get; private set; }
    public ActorId HolderId { get; private set; }
    public RoleId RoleId { get; private set; }
    public OrganizationId OrganizationId { get; private set; }
}

internal sealed class GrantTable : IEntityTypeConfiguration<Grant>
{
    public void Configure(EntityTypeBuilder<Grant> builder)
    {
        builder.ToTable("access_grant");
        builder.HasKey(grant => new { grant.EnterpriseId, grant.Id });
        builder.Property(grant => grant.Id).ValueGeneratedNever();
        builder
            .HasIndex(grant => new
            {
                grant.EnterpriseId,
                grant.HolderId,
                grant.RoleId,
                grant.OrganizationId,
            })
            .IsUnique();
        builder.HasIndex(grant => new { grant.EnterpriseId, grant.OrganizationId });
    }
}
