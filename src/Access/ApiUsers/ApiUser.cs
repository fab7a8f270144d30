using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Access.ApiUsers;

/// A program that calls the API with a bearer token and holds a role like an administrator.
internal sealed class ApiUser : IEnterpriseOwned
{
    /// Recognised by secret scanners, and told apart from session tokens without a look into the database.
    public const string TokenPrefix = "trunkline_api_";

    private ApiUser() { }

    public ApiUser(
        EnterpriseId enterprise,
        string name,
        ActorId madeBy,
        string tokenHash,
        DateTimeOffset now,
        DateTimeOffset expiresAt
    )
    {
        EnterpriseId = enterprise;
        Id = Platform.Id.New<ActorId>();
        Name = name.Trim();
        MadeBy = madeBy;
        TokenHash = tokenHash;
        CreatedAt = now;
        ExpiresAt = expiresAt;
    }

    public EnterpriseId EnterpriseId { get; private set; }
    public ActorId Id { get; private set; }
    public string Name { get; private set; } = "";

    /// Who was shown the token, and may have kept it.
    public ActorId MadeBy { get; private set; }
    public string TokenHash { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? RevokedAt { get; private set; }

    public void Revoke(DateTimeOffset at) => RevokedAt ??= at;

    public bool IsOpen(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}

internal sealed class ApiUserTable : IEntityTypeConfiguration<ApiUser>
{
    public void Configure(EntityTypeBuilder<ApiUser> builder)
    {
        builder.ToTable("access_api_user");
        builder.HasKey(user => new { user.EnterpriseId, user.Id });
        builder.Property(user => user.Id).ValueGeneratedNever();
        builder.HasIndex(user => user.TokenHash).IsUnique();
    }
}
