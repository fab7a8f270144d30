using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Access.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Access.Administrators;

internal sealed class Administrator : IEnterpriseOwned
{
    private Administrator() { }

    public Administrator(EnterpriseId enterprise, string name, string email, DateTimeOffset now)
    {
        EnterpriseId = enterprise;
        Id = Platform.Id.New<ActorId>();
        Name = name.Trim();
        Email = email.Trim();
        EmailKey = EmailAddress.Key(email);
        AddedAt = now;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public ActorId Id { get; private set; }
    public string Name { get; private set; } = "";
    public string Email { get; private set; } = "";
    public string EmailKey { get; private set; } = "";
    public DateTimeOffset AddedAt { get; private set; }
}

internal sealed class AdministratorTable : IEntityTypeConfiguration<Administrator>
{
    public void Configure(EntityTypeBuilder<Administrator> builder)
    {
        builder.ToTable("access_administrator");
        builder.HasKey(administrator => new { administrator.EnterpriseId, administrator.Id });
        builder.Property(administrator => administrator.Id).ValueGeneratedNever();
        // Over all enterprises, like the credential that follows once the invitation is accepted.
        builder.HasIndex(administrator => administrator.EmailKey).IsUnique();
    }
}
