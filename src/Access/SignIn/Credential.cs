using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.Access.SignIn;

/// What a person proves who they are with.
internal sealed class Credential : IEnterpriseOwned
{
    private Credential() { }

    public Credential(EnterpriseId enterprise, ActorId person, ActorKind kind)
    {
        EnterpriseId = enterprise;
        PersonId = person;
        Kind = kind;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public ActorId PersonId { get; private set; }
    public ActorKind Kind { get; private set; }
    public string Email { get; private set; } = "";
    public string EmailKey { get; private set; } = "";
    public string PasswordHash { get; private set; } = "";
    public DateTimeOffset ChangedAt { get; private set; }
    public DateTimeOffset? LastSignInAt { get; private set; }

    public void Set(string email, string passwordHash, DateTimeOffset at)
    {
        Email = email.Trim();
        EmailKey = EmailAddress.Key(email);
        PasswordHash = passwordHash;
        ChangedAt = at;
    }

    public void Strengthen(string passwordHash) => PasswordHash = passwordHash;

    public void SignedIn(DateTimeOffset at) => LastSignInAt = at;
}

internal sealed class CredentialTable : IEntityTypeConfiguration<Credential>
{
    public void Configure(EntityTypeBuilder<Credential> builder)
    {
        builder.ToTable("access_credential");
        builder.HasKey(credential => new { credential.EnterpriseId, credential.PersonId });
        builder.Property(credential => credential.PersonId).ValueGeneratedNever();
        // Over all enterprises: whoever signs in names none.
        builder.HasIndex(credential => new { credential.Kind, credential.EmailKey }).IsUnique();
    }
}
