using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Customers;

internal static class CustomerAddresses
{
    extension(TrunklineDb db)
    {
        /// <summary>Where messages to this customer go now, of what is in the database; both parts null: nowhere.</summary>
        public async Task<CustomerAddress> AddressOfAsync(CustomerId customer, CancellationToken cancellation)
        {
            var identities = await db
                .Identities.Where(one => one.CustomerId == customer && one.ValidTo == null)
                .OrderByDescending(one => one.ValidFrom)
                .Select(one => new { one.Kind, one.Value })
                .ToListAsync(cancellation);
            return new(
                identities.FirstOrDefault(one => one.Kind is IdentityName.Phone)?.Value,
                identities.FirstOrDefault(one => one.Kind is IdentityName.UserId)?.Value
            );
        }
    }
}
