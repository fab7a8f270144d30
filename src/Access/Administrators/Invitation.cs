using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Access.Administrators;

internal readonly record struct InvitationId(Guid Value) : IId<InvitationId>
{
    public static InvitationId From(Guid value) => new(value);
}

/// A link with which an administrator sets a password, once. A new one takes the place of the old one.
internal sealed class Invitation : IEnterpriseOwned
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private Invitation() { }

    public Invitation(
        EnterpriseId enterprise,
        ActorId administrator,
        ActorId madeBy,
        string tokenHash,
        DateTimeOffset now
    )
    {
        EnterpriseId = enterprise;
        Id = Platform.Id.New<InvitationId>();
        AdministratorId = administrator;
        MadeBy = madeBy;
        TokenHash = tokenHash;
        ExpiresAt = now + Lifetime;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public InvitationId Id { get; private set; }
    public ActorId AdministratorId { get; private set; }

    /// Who made the link, and may have kept it.
    public ActorId MadeBy { get; private set; }
    public string TokenHash { get; private set; } = "";
    public DateTimeOffset ExpiresAt { get; private set; }
}

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("access_invitation");
        builder.HasKey(invitation => new { invitation.EnterpriseId, invitation.Id });
        builder.Property(invitation => invitation.Id).ValueGeneratedNever();
        builder.HasIndex(invitation => invitation.TokenHash).IsUnique();
        builder.HasIndex(invitation => new { invitation.EnterpriseId, invitation.AdministratorId });
    }
}
