using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Customers;

/// <summary>Finds the customer behind what a person typed or a channel said, and keeps what was learned.</summary>
internal sealed class FindCustomer(TrunklineDb db)
{
    // What the provider dates so near together is one change.
    private static readonly TimeSpan SameChange = TimeSpan.FromMinutes(5);

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

    /// <summary>
    /// The customer goes by other names from now on; the earlier ones end, and no second customer comes into being. Providers tell of
    /// one change in several ways and in any order: what one of them has brought, another does not take away.
    /// </summary>
    public async Task MoveAsync(
        IReadOnlyList<CustomerIdentity> before,
        IReadOnlyList<CustomerIdentity> after,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        await db.SaveChangesAsync(cancellation);
        var (fresh, soon) = (at - SameChange, at + SameChange);
        // Told once more after years, it says nothing of whoever has the number by then.
        var known = (await KnownNames.ReadAsync(db, before, cancellation))
            .Of(before)
            .Where(one => one.ValidFrom <= soon)
            .ToList();
        var customer = known.Count > 0 ? known[0].CustomerId : await MovedAtAsync(before, at, cancellation);
        if (customer is not { } who)
            return;
        var names = await KnownNames.ReadAsync(db, after, cancellation);
        var current = names.Of(after);
        var kinds = after.Select(one => one.Kind is IdentityKind.UserId ? IdentityName.UserId : IdentityName.Phone);
        var own = current.Where(one => one.CustomerId == who).Select(one => (one.Kind, one.Key)).ToHashSet();
        // The channel gives a new id when the number changes: that number is somebody else's soon, also if nobody names it here. Who
        // wrote under the new id before this was told is a customer apart, and has it already.
        var hasNewId = after.Any(one => one.Kind is IdentityKind.UserId && !own.Contains(KnownNames.NameOf(one)));
        var left = known.Where(one => one.CustomerId == who && (hasNewId || kinds.Contains(one.Kind))).ToList();
        if (hasNewId)
            left.AddRange(
                await db
                    .Identities.Where(one =>
                        one.CustomerId == who
                        && one.Kind == IdentityName.Phone
                        && one.ValidTo == null
                        && one.ValidFrom < fresh
                    )
                    .ToListAsync(cancellation)
            );
        foreach (var identity in left.Distinct().Except(current))
            identity.End(at);
        var former = await FormerSinceAsync(who, at, cancellation);
        names.Learn(who, [.. after.Where(one => !former.Contains(KnownNames.NameOf(one)))], at);
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>What the customer has left after that moment does not come back.</summary>
    private async Task<HashSet<(IdentityName, string)>> FormerSinceAsync(
        CustomerId customer,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var ended = await db
            .Identities.Where(one => one.CustomerId == customer && one.ValidTo > at)
            .Select(one => new { one.Kind, one.Key })
            .ToListAsync(cancellation);
        return [.. ended.Select(one => (one.Kind, one.Key))];
    }

    /// <summary>Whoever went by one of these names until this very change, of which somebody has told before.</summary>
    private async Task<CustomerId?> MovedAtAsync(
        IReadOnlyList<CustomerIdentity> before,
        DateTimeOffset at,
        CancellationToken cancellation
    )
    {
        var sought = before.Select(KnownNames.NameOf).ToHashSet();
        string[] keys = [.. sought.Select(one => one.Key)];
        var (earliest, latest) = (at - SameChange, at + SameChange);
        var ended = await db
            .Identities.Where(one => one.ValidTo >= earliest && one.ValidTo <= latest && keys.Contains(one.Key))
            .ToListAsync(cancellation);
        return ended.Find(one => sought.Contains((one.Kind, one.Key)))?.CustomerId;
    }
}
