using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Auditing.Changes;

/// An organization that is gone, and the one above it whose administrators may read its record.
internal sealed class FormerOrganization(EnterpriseId enterpriseId, OrganizationId id, OrganizationId heirId)
    : IEnterpriseOwned
{
    public EnterpriseId EnterpriseId { get; private set; } = enterpriseId;
    public OrganizationId Id { get; private set; } = id;
    public OrganizationId HeirId { get; private set; } = heirId;
}

internal static class FormerOrganizationSet
{
    extension(TrunklineDb db)
    {
        public DbSet<FormerOrganization> FormerOrganizations => db.Set<FormerOrganization>();

        /// These organizations and those that are gone and were below them.
        public async Task<List<OrganizationId>> WithFormerAsync(
            IReadOnlyCollection<OrganizationId> organizations,
            CancellationToken cancellation
        ) =>
            [
                .. organizations,
                .. await db
                    .FormerOrganizations.Where(one => organizations.Contains(one.HeirId))
                    .Select(one => one.Id)
                    .ToListAsync(cancellation),
            ];
    }
}

internal sealed class FormerOrganizationTable : IEntityTypeConfiguration<FormerOrganization>
{
    public void Configure(EntityTypeBuilder<FormerOrganization> builder)
    {
        builder.ToTable("auditing_former_organization");
        builder.HasKey(one => new { one.EnterpriseId, one.Id });
        builder.Property(one => one.Id).ValueGeneratedNever();
        builder.HasIndex(one => new { one.EnterpriseId, one.HeirId });
    }
}
