using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Organizations.Storage;

/// The tenant. Its version grows in every transaction that changes the tree or a stored value, and its row lock makes those follow one another.
internal sealed class Enterprise : IEnterpriseOwned
{
    private Enterprise() { }

    public Enterprise(EnterpriseId enterprise) => EnterpriseId = enterprise;

    public EnterpriseId EnterpriseId { get; private set; }
    public long FeatureVersion { get; private set; }
}

internal sealed class EnterpriseTable : IEntityTypeConfiguration<Enterprise>
{
    public void Configure(EntityTypeBuilder<Enterprise> builder)
    {
        builder.ToTable("organizations_enterprise");
        builder.HasKey(enterprise => enterprise.EnterpriseId);
    }
}
