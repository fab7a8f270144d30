using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Accounts.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Accounts.Invitations;

internal readonly record struct InvitationId(Guid Value) : IId<InvitationId>
{
    public static InvitationId From(Guid value) => new(value);

    public static bool TryParse(string? text, IFormatProvider? provider, out InvitationId id) =>
        Platform.Id.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}

internal enum InvitationState
{
    Sent,
    Opened,
    Accepted,
    Expired,
    Revoked,
}

/// One link that was sent. A new link for the same person revokes the one before.
internal sealed class Invitation : IEnterpriseOwned
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private static readonly TimeSpan PasswordLifetime = TimeSpan.FromDays(1);

    private Invitation() { }

    public Invitation(
        EnterpriseId enterprise,
        AccountId account,
        OrganizationId organization,
        Secret token,
        Actor by,
        DateTimeOffset now
    )
    {
        EnterpriseId = enterprise;
        Id = Platform.Id.New<InvitationId>();
        Account = account;
        OrganizationId = organization;
        TokenHash = token.Hash;
        InvitedBy = by.Id;
        InvitedByName = by.Name;
        MadeAt = now;
        ExpiresAt = now + Lifetime;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public InvitationId Id { get; private set; }
    public AccountId Account { get; private set; }
    public OrganizationId OrganizationId { get; private set; }
    public string TokenHash { get; private set; } = "";
    public ActorId InvitedBy { get; private set; }
    public string InvitedByName { get; private set; } = "";
    public DateTimeOffset MadeAt { get; private set; }

    /// For somebody who has joined and forgotten the password. It is mailed only: whoever saw it could be that person.
    public bool RenewsPassword { get; private set; }

    /// Null for a link that an administrator hands over himself.
    public DateTimeOffset? MailedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? OpenedAt { get; private set; }
    public DateTimeOffset? AcceptedAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }

    /// A newer link was made for the same person.
    public bool Superseded { get; private set; }

    public InvitationState StateAt(DateTimeOffset now) =>
        this switch
        {
            { AcceptedAt: not null } => InvitationState.Accepted,
            { RevokedAt: not null } => InvitationState.Revoked,
            _ when ExpiresAt <= now => InvitationState.Expired,
            { OpenedAt: not null } => InvitationState.Opened,
            _ => InvitationState.Sent,
        };

    public bool IsOpenAt(DateTimeOffset now) => StateAt(now) is InvitationState.Sent or InvitationState.Opened;

    public void RenewPassword() => (RenewsPassword, ExpiresAt) = (true, MadeAt + PasswordLifetime);

    public void Mail(DateTimeOffset now) => MailedAt = now;

    public void Open(DateTimeOffset now) => OpenedAt ??= now;

    public void Accept(DateTimeOffset now) => AcceptedAt = now;

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    public void Supersede(DateTimeOffset now)
    {
        Revoke(now);
        Superseded = true;
    }

    public void FollowTo(OrganizationId organization) => OrganizationId = organization;
}

internal sealed class InvitationTable : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("accounts_invitation");
        builder.HasKey(invitation => new { invitation.EnterpriseId, invitation.Id });
        builder.HasIndex(invitation => invitation.TokenHash).IsUnique();
        builder.HasIndex(invitation => new { invitation.EnterpriseId, invitation.Account });
    }
}
