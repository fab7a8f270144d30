using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Organizations.Storage;

/// What an organization or an account stores for a feature, and which change wrote it. A row stays when its value goes back to Inherit: it then tells
/// who took the value away.
internal sealed class StoredValue : IEnterpriseOwned
{
    private StoredValue() { }

    public EnterpriseId EnterpriseId { get; private set; }
    public FeatureKey Feature { get; private set; }

    /// The organization or, when IsAccount, the account.
    public Guid NodeId { get; private set; }
    public bool IsAccount { get; private set; }

    /// The organization itself, or the one in which the account lives.
    public OrganizationId OrganizationId { get; private set; }
    public OwnValue Value { get; private set; }

    /// True when an own On was taken away by a change made further up.
    public bool Cleared { get; private set; }
    public long Version { get; private set; }
    public ActorId SetById { get; private set; }
    public string SetByName { get; private set; } = "";
    public DateTimeOffset SetAt { get; private set; }
    public ChangeId ChangeId { get; private set; }

    public FeatureNode Node => new(OrganizationId, IsAccount ? new ActorId(NodeId) : null);

    public static StoredValue For(EnterpriseId enterprise, FeatureKey feature, FeatureNode node) =>
        new()
        {
            EnterpriseId = enterprise,
            Feature = feature,
            NodeId = IdOf(node),
            IsAccount = node.IsAccount,
            OrganizationId = node.Organization,
        };

    public static Guid IdOf(FeatureNode node) => node.Account?.Value ?? node.Organization.Value;

    public void Set(OwnValue value, bool cleared, long version, Actor actor, DateTimeOffset at, ChangeId change)
    {
        (Value, Cleared, Version) = (value, cleared, version);
        (SetById, SetByName, SetAt, ChangeId) = (actor.Id, actor.Name, at, change);
    }

    public void MoveTo(OrganizationId home) => OrganizationId = home;
}

internal sealed class StoredValueTable : IEntityTypeConfiguration<StoredValue>
{
    public void Configure(EntityTypeBuilder<StoredValue> builder)
    {
        builder.ToTable("organizations_feature_value");
        builder.HasKey(value => new
        {
            value.EnterpriseId,
            value.Feature,
            value.NodeId,
        });
        builder.Property(value => value.Feature).HasConversion(key => key.Name, name => new FeatureKey(name));
        builder.Ignore(value => value.Node);
    }
}
