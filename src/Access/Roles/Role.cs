using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.Roles;

internal readonly record struct RoleId(Guid Value) : IId<RoleId>
{
    public static RoleId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out RoleId id) =>
        Platform.Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

/// A named set of privileges. It belongs to an organization and can be given there and below.
internal sealed class Role : IEnterpriseOwned
{
    public const string Everything = "Everything";
    private const char Separator = '\n';

    private Role() { }

    public Role(EnterpriseId enterprise, OrganizationId organization, string name, IEnumerable<Privilege> privileges)
    {
        EnterpriseId = enterprise;
        Id = Platform.Id.New<RoleId>();
        OrganizationId = organization;
        Change(name, privileges);
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public RoleId Id { get; private set; }
    public OrganizationId OrganizationId { get; private set; }
    public string Name { get; private set; } = "";
    public string NameKey { get; private set; } = "";
    public string Privileges { get; private set; } = "";

    /// The role that an enterprise begins with: every privilege there is, also those that a later version adds.
    public bool IsBuiltIn { get; private set; }
    public int Version { get; private set; }

    public static Role OfEverything(EnterpriseId enterprise, OrganizationId root) =>
        new(enterprise, root, Everything, []) { IsBuiltIn = true };

    public void Change(string name, IEnumerable<Privilege> privileges)
    {
        Name = name.Trim();
        NameKey = Name.ToLowerInvariant();
        Privileges = string.Join(
            Separator,
            privileges.Select(privilege => privilege.Name).Order(StringComparer.Ordinal)
        );
        Version++;
    }

    public IReadOnlySet<Privilege> Held(PrivilegeCatalog catalog) => Held(Privileges, IsBuiltIn, catalog);

    /// What the catalogue does not know any more counts for nothing.
    public static IReadOnlySet<Privilege> Held(string privileges, bool isBuiltIn, PrivilegeCatalog catalog)
    {
        var names = privileges.Split(Separator);
        return catalog
            .All.Select(one => one.Privilege)
            .Where(privilege => isBuiltIn || names.Contains(privilege.Name))
            .ToHashSet();
    }
}

internal sealed class RoleTable : IEntityTypeConfiguration<Role>
{
    public void Configure(EntityTypeBuilder<Role> builder)
    {
        builder.ToTable("access_role");
        builder.HasKey(role => new { role.EnterpriseId, role.Id });
        builder.Property(role => role.Id).ValueGeneratedNever();
        builder.Property(role => role.Version).IsConcurrencyToken();
        builder
            .HasIndex(role => new
            {
                role.EnterpriseId,
                role.OrganizationId,
                role.NameKey,
            })
            .IsUnique();
    }
}
