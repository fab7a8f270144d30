using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.WhatsApp.BusinessNumbers;

namespace Trunkline.WhatsApp.Processing;

/// <summary>A customer told WhatsApp to stop, or go on with, one category of messages of this business account.</summary>
internal sealed record CategoryWish(
    EnterpriseId EnterpriseId,
    string BusinessAccountId,
    string Identity,
    string Category,
    DateTimeOffset At,
    bool Stop
) : IEnterpriseOwned
{
    public const string Marketing = "marketing_messages";
}

internal static class CategoryWishes
{
    extension(TrunklineDb db)
    {
        /// <summary>See <see cref="IMessageChannel.MarketingStoppedAtAsync"/>; webhooks have no order, so the latest wish counts.</summary>
        public async Task<DateTimeOffset?> MarketingStoppedAtAsync(
            BusinessNumberId number,
            CustomerAddress customer,
            CancellationToken cancellation
        )
        {
            string[] names = [.. new[] { customer.Phone, customer.UserId }.OfType<string>()];
            var account = db.Numbers.Where(one => one.Id == number).Select(one => one.BusinessAccountId);
            var last = await db.Set<CategoryWish>()
                .AsNoTracking()
                .Where(wish =>
                    account.Contains(wish.BusinessAccountId)
                    && names.Contains(wish.Identity)
                    && wish.Category == CategoryWish.Marketing
                )
                .OrderByDescending(wish => wish.At)
                .FirstOrDefaultAsync(cancellation);
            return last is { Stop: true } ? last.At : null;
        }
    }
}

internal sealed class CategoryWishTable : IEntityTypeConfiguration<CategoryWish>
{
    public void Configure(EntityTypeBuilder<CategoryWish> builder)
    {
        builder.ToTable("whatsapp_category_wish");
        builder.HasKey(wish => new
        {
            wish.EnterpriseId,
            wish.BusinessAccountId,
            wish.Identity,
            wish.Category,
            wish.At,
        });
    }
}
