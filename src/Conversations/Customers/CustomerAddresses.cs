using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Customers;

internal static class CustomerAddresses
{
    extension(TrunklineDb db)
    {
        /// <summary>Where messages to this customer go now, of what is in the database; both parts null: nowhere.</summary>
        public async Task<CustomerAddress> AddressOfAsync(CustomerId customer, CancellationToken cancellation) =>
            (await db.AddressesOfAsync([customer], cancellation))[customer];

        /// <summary>The same for each of these customers.</summary>
        public async Task<IReadOnlyDictionary<CustomerId, CustomerAddress>> AddressesOfAsync(
            IReadOnlyCollection<CustomerId> customers,
            CancellationToken cancellation
        )
        {
            var identities = (
                await db
                    .Identities.Where(one => customers.Contains(one.CustomerId) && one.ValidTo == null)
                    .OrderByDescending(one => one.ValidFrom)
                    .Select(one => new
                    {
                        one.CustomerId,
                        one.Kind,
                        one.Value,
                    })
                    .ToListAsync(cancellation)
            ).ToLookup(one => (one.CustomerId, one.Kind), one => one.Value);
            return customers.ToDictionary(
                one => one,
                one => new CustomerAddress(
                    identities[(one, IdentityName.Phone)].FirstOrDefault(),
                    identities[(one, IdentityName.UserId)].FirstOrDefault()
                )
            );
        }
    }
}
