using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Customers;

/// <summary>Finds the customer behind what a channel or a person says of them, and keeps what was learned.</summary>
internal sealed class FindCustomer(TrunklineDb db)
{
    /// <summary>
    /// The customer, made if there is none. Where a number and an id lead to two customers, the one who talked last at
    /// <paramref name="at"/> is meant: the other keeps what is theirs, since merging people is a person's decision.
    /// </summary>
    public async Task<Customer> FindOrAddAsync(
        IReadOnlyList<CustomerIdentity> identities,
        BusinessNumberId at,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var known = await KnownAsync(identities, cancellation);
        var customers = known.Select(identity => identity.CustomerId).Distinct().ToList();
        Customer customer;
        if (customers.Count == 0)
        {
            customer = new Customer(db.Enterprise!.Value, now);
            db.Add(customer);
        }
        else
        {
            var meant =
                customers.Count == 1 ? customers[0] : await LastSpokenToAsync(customers, known, at, cancellation);
            customer = await db.Customers.SingleAsync(one => one.Id == meant, cancellation);
        }
        Learn(customer.Id, identities, known, now);
        return customer;
    }

    /// <summary>The customer whom these identities name, if there is one.</summary>
    public async Task<CustomerId?> FindAsync(
        IReadOnlyList<CustomerIdentity> identities,
        CancellationToken cancellation
    ) => (await KnownAsync(identities, cancellation)).FirstOrDefault()?.CustomerId;

    /// <summary>What the channel said of a customer whom we know already.</summary>
    public async Task LearnAsync(
        CustomerId customer,
        IReadOnlyList<CustomerIdentity> identities,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => Learn(customer, identities, await KnownAsync(identities, cancellation), now);

    /// <summary>The customer goes by other names from now on; the earlier ones end, and no second customer comes into being.</summary>
    public async Task MoveAsync(
        IReadOnlyList<CustomerIdentity> before,
        IReadOnlyList<CustomerIdentity> after,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var ending = await KnownAsync(before, cancellation);
        if (ending.Count == 0)
            return;
        var customer = ending[0].CustomerId;
        var kinds = after.Select(NameOf).ToHashSet();
        foreach (var identity in ending.Where(one => one.CustomerId == customer && kinds.Contains(one.Kind)))
            identity.End(now);
        await db.SaveChangesAsync(cancellation);
        Learn(customer, after, await KnownAsync(after, cancellation), now);
    }

    private void Learn(
        CustomerId customer,
        IReadOnlyList<CustomerIdentity> identities,
        IReadOnlyList<Identity> known,
        DateTimeOffset now
    )
    {
        foreach (var name in identities.GroupBy(one => (NameOf(one), KeyOf(one))))
        {
            var (kind, key) = name.Key;
            // The channel's spelling of a number counts more than the one that was typed.
            var spelling = Spelling(
                name.Any(one => one.Kind is IdentityKind.ChannelPhone)
                    ? name.First(one => one.Kind is IdentityKind.ChannelPhone)
                    : name.First()
            );
            if (known.FirstOrDefault(one => one.Kind == kind && one.Key == key) is not { } identity)
                db.Add(new Identity(db.Enterprise!.Value, customer, kind, key, spelling, now));
            else if (identity.CustomerId == customer && name.Any(one => one.Kind is not IdentityKind.Phone))
                identity.WrittenAs(spelling);
        }
    }

    private async Task<List<Identity>> KnownAsync(
        IReadOnlyList<CustomerIdentity> identities,
        CancellationToken cancellation
    )
    {
        var phones = identities.Where(one => NameOf(one) is IdentityName.Phone).Select(KeyOf).Distinct().ToList();
        var users = identities.Where(one => NameOf(one) is IdentityName.UserId).Select(KeyOf).Distinct().ToList();
        return await db
            .Identities.Where(one =>
                one.ValidTo == null
                && (
                    (one.Kind == IdentityName.UserId && users.Contains(one.Key))
                    || (one.Kind == IdentityName.Phone && phones.Contains(one.Key))
                )
            )
            .OrderByDescending(one => one.Kind)
            .ToListAsync(cancellation);
    }

    private async Task<CustomerId> LastSpokenToAsync(
        List<CustomerId> customers,
        List<Identity> known,
        BusinessNumberId at,
        CancellationToken cancellation
    )
    {
        var last = await db
            .Conversations.Where(one => one.NumberId == at && customers.Contains(one.CustomerId))
            .OrderByDescending(one => one.ActiveAt)
            .FirstOrDefaultAsync(cancellation);
        return last?.CustomerId ?? known[0].CustomerId;
    }

    private static IdentityName NameOf(CustomerIdentity identity) =>
        identity.Kind is IdentityKind.UserId ? IdentityName.UserId : IdentityName.Phone;

    private static string KeyOf(CustomerIdentity identity) =>
        identity.Kind is IdentityKind.UserId ? identity.Value : PhoneAlias.KeyOf(identity.Value);

    private static string Spelling(CustomerIdentity identity) =>
        identity.Kind is IdentityKind.UserId ? identity.Value : string.Concat(identity.Value.Where(char.IsAsciiDigit));
}
