using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Customers;

/// <summary>Finds the customer behind what a person typed or a channel said, and keeps what was learned.</summary>
internal sealed class FindCustomer(TrunklineDb db)
{
    /// <summary>The customer, made if there is none.</summary>
    public async Task<Customer> FindOrAddAsync(
        IReadOnlyList<CustomerIdentity> identities,
        BusinessNumberId at,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var names = await KnownNames.ReadAsync(db, identities, cancellation);
        var known = names.Of(identities);
        var customers = known.Select(one => one.CustomerId).Distinct().ToList();
        Customer customer;
        if (customers.Count == 0)
            db.Append(customer = new Customer(db.Enterprise!.Value, now));
        else
        {
            var spokenTo = await db
                .Conversations.Where(one => one.NumberId == at && customers.Contains(one.CustomerId))
                .Select(one => new { one.CustomerId, one.ActiveAt })
                .ToListAsync(cancellation);
            var meant = Meant(known, spokenTo.Select(one => (one.CustomerId, one.ActiveAt)));
            customer = await db.Customers.SingleAsync(one => one.Id == meant, cancellation);
        }
        names.Learn(customer.Id, identities, now);
        await db.SaveChangesAsync(cancellation);
        return customer;
    }

    /// <summary>
    /// Where a number and an id lead to two customers, the one who talked last is meant: the other keeps what is theirs, since
    /// merging people is a person's decision.
    /// </summary>
    public static CustomerId Meant(
        IReadOnlyList<Identity> known,
        IEnumerable<(CustomerId Customer, DateTimeOffset ActiveAt)> spokenTo
    ) =>
        known.Select(one => one.CustomerId).Distinct().Count() == 1
            ? known[0].CustomerId
            : spokenTo
                .Where(one => known.Any(name => name.CustomerId == one.Customer))
                .OrderByDescending(one => one.ActiveAt)
                .Select(one => (CustomerId?)one.Customer)
                .FirstOrDefault()
                ?? known[0].CustomerId;

    /// <summary>The customer goes by other names from now on; the earlier ones end, and no second customer comes into being.</summary>
    public async Task MoveAsync(
        IReadOnlyList<CustomerIdentity> before,
        IReadOnlyList<CustomerIdentity> after,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await db.SaveChangesAsync(cancellation);
        var ending = (await KnownNames.ReadAsync(db, before, cancellation)).Of(before);
        if (ending.Count == 0)
            return;
        var customer = ending[0].CustomerId;
        var names = await KnownNames.ReadAsync(db, after, cancellation);
        var moved = names.Of(after);
        var kinds = after.Select(one => one.Kind is IdentityKind.UserId ? IdentityName.UserId : IdentityName.Phone);
        var replaced = ending.Where(one => one.CustomerId == customer && kinds.Contains(one.Kind)).ToList();
        // The channel gives a new id when the number changes: that number is somebody else's soon, also if nobody names it here.
        if (replaced.Any(one => one.Kind is IdentityName.UserId && !moved.Contains(one)))
            replaced.AddRange(
                await db
                    .Identities.Where(one =>
                        one.CustomerId == customer && one.Kind == IdentityName.Phone && one.ValidTo == null
                    )
                    .ToListAsync(cancellation)
            );
        foreach (var identity in replaced.Except(moved))
            identity.End(now);
        names.Learn(customer, after, now);
        await db.SaveChangesAsync(cancellation);
    }
}
