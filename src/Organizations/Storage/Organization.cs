using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Organizations.Storage;

internal sealed class Organization : IEnterpriseOwned
{
    private Organization() { }

    public EnterpriseId EnterpriseId { get; private set; }
    public OrganizationId Id { get; private set; }
    public OrganizationId? ParentId { get; private set; }
    public string Name { get; private set; } = "";

    /// The name as siblings are told apart by it.
    public string NameKey { get; private set; } = "";

    /// Grows with every change to the organization itself: what a form was made from.
    public long Version { get; private set; }

    /// The enterprise's feature version at which it came to its present place: moving changes what is inherited.
    public long PlacedAt { get; private set; }

    public static Organization Found(EnterpriseId enterprise, OrganizationId? parent, string name) =>
        new()
        {
            EnterpriseId = enterprise,
            Id = Platform.Id.New<OrganizationId>(),
            ParentId = parent,
            Name = name,
            NameKey = KeyOf(name),
            Version = 1,
        };

    public static string KeyOf(string name) => name.ToUpperInvariant();

    public void Rename(string name)
    {
        (Name, NameKey) = (name, KeyOf(name));
        Version++;
    }

    public void Move(OrganizationId parent, long featureVersion)
    {
        (ParentId, PlacedAt) = (parent, featureVersion);
        Version++;
    }
}

internal sealed class OrganizationTable : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations_organization");
        builder.HasKey(organization => new { organization.EnterpriseId, organization.Id });
        builder
            .HasIndex(organization => new
            {
                organization.EnterpriseId,
                organization.ParentId,
                organization.NameKey,
            })
            .IsUnique();
    }
}
