using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Accounts.Invitations;
using Trunkline.Accounts.Notices;
using Trunkline.Platform.Data;

namespace Trunkline.Accounts.People;

internal sealed class AccountTable : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("accounts_account");
        builder.HasKey(account => new { account.EnterpriseId, account.Id });
        builder.Property(account => account.Version).IsConcurrencyToken();
        builder.HasIndex(account => account.Email).IsUnique();
        builder.HasIndex(account => new
        {
            account.EnterpriseId,
            account.OrganizationId,
            account.SearchText,
        });
        // The tree counts its people for every preview of a switch, and within the switch: from the index alone.
        builder.HasIndex(account => new
        {
            account.EnterpriseId,
            account.OrganizationId,
            account.Status,
        });
    }
}

internal static class AccountsTables
{
    extension(TrunklineDb db)
    {
        public DbSet<Account> Accounts => db.Set<Account>();

        public DbSet<Invitation> Invitations => db.Set<Invitation>();

        public DbSet<FeatureNotice> FeatureNotices => db.Set<FeatureNotice>();
    }
}
