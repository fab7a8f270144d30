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
        /// <summary>What these customers have told the number's business account.</summary>
        public async Task<MarketingWishes> MarketingWishesAsync(
            BusinessNumberId number,
            IReadOnlyCollection<CustomerAddress> customers,
            CancellationToken cancellation
        )
        {
            string[] names = [.. customers.SelectMany(MarketingWishes.Names).Distinct()];
            var account = db.Numbers.Where(one => one.Id == number).Select(one => one.BusinessAccountId);
            var wishes = await db.Set<CategoryWish>()
                .AsNoTracking()
                .Where(wish =>
                    account.Contains(wish.BusinessAccountId)
                    && names.Contains(wish.Identity)
                    && wish.Category == CategoryWish.Marketing
                )
                .ToListAsync(cancellation);
            return new(wishes.ToLookup(wish => wish.Identity, StringComparer.Ordinal));
        }
    }
}

internal sealed class MarketingWishes(ILookup<string, CategoryWish> byName)
{
    /// <summary>See <see cref="IMessageChannel.MarketingStoppedAtAsync"/>; webhooks have no order, so the latest wish counts.</summary>
    public DateTimeOffset? StoppedAt(CustomerAddress customer) =>
        Names(customer).SelectMany(name => byName[name]).MaxBy(wish => wish.At) is { Stop: true } last ? last.At : null;

    public static IEnumerable<string> Names(CustomerAddress customer) =>
        new[] { customer.Phone, customer.UserId }.OfType<string>();
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
