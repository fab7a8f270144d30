using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Trunkline.Access.Administrators;

/// The right to become the first administrator, for whoever reads what the server prints. One row: it is used once.
internal sealed class FirstAdministratorToken(int id, string tokenHash, DateTimeOffset madeAt)
{
    public const int OnlyId = 1;

    public int Id { get; private set; } = id;
    public string TokenHash { get; private set; } = tokenHash;
    public DateTimeOffset MadeAt { get; private set; } = madeAt;
    public DateTimeOffset? UsedAt { get; private set; }
}

internal sealed class FirstAdministratorTokenTable : IEntityTypeConfiguration<FirstAdministratorToken>
{
    public void Configure(EntityTypeBuilder<FirstAdministratorToken> builder)
    {
        builder.ToTable("access_first_administrator_token");
        builder.HasKey(token => token.Id);
        builder.Property(token => token.Id).ValueGeneratedNever();
    }
}
