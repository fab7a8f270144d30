using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Auditing.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Organizations.Storage;

/// One stored value before and after a change. Only ever added: history, revert and any look into the past are read from these rows.
internal sealed class RecordedEdit : IEnterpriseOwned
{
    private RecordedEdit() { }

    public EnterpriseId EnterpriseId { get; private set; }
    public ChangeId ChangeId { get; private set; }
    public int Ordinal { get; private set; }
    public FeatureKey Feature { get; private set; }
    public Guid NodeId { get; private set; }
    public bool IsAccount { get; private set; }
    public OrganizationId OrganizationId { get; private set; }
    public OwnValue Before { get; private set; }
    public OwnValue After { get; private set; }

    public static RecordedEdit Of(EnterpriseId enterprise, ChangeId change, int ordinal, ValueEdit edit) =>
        new()
        {
            EnterpriseId = enterprise,
            ChangeId = change,
            Ordinal = ordinal,
            Feature = edit.Feature,
            NodeId = StoredValue.IdOf(edit.Node),
            IsAccount = edit.Node.IsAccount,
            OrganizationId = edit.Node.Organization,
            Before = edit.Before,
            After = edit.After,
        };

    public ValueEdit ToEdit() =>
        new(Feature, new FeatureNode(OrganizationId, IsAccount ? new ActorId(NodeId) : null), Before, After);
}

internal sealed class RecordedEditTable : IEntityTypeConfiguration<RecordedEdit>
{
    public void Configure(EntityTypeBuilder<RecordedEdit> builder)
    {
        builder.ToTable("organizations_feature_edit");
        builder.HasKey(edit => new
        {
            edit.EnterpriseId,
            edit.ChangeId,
            edit.Ordinal,
        });
        builder.HasIndex(edit => new
        {
            edit.EnterpriseId,
            edit.Feature,
            edit.NodeId,
        });
        builder.Property(edit => edit.Feature).HasConversion(key => key.Name, name => new FeatureKey(name));
    }
}
