using Microsoft.EntityFrameworkCore;
using Trunkline.Conversations.Contracts;
using Trunkline.Platform.Data;

namespace Trunkline.Conversations.Customers;

/// <summary>Which customers go by some names, read at once for any number of them. What is learned is known from then on.</summary>
internal sealed class KnownNames
{
    private readonly TrunklineDb db;
    private readonly Dictionary<(IdentityName Kind, string Key), Identity> names;
    private readonly HashSet<CustomerId> withId;
    private readonly Dictionary<string, Identity> formerIds = new(StringComparer.Ordinal);

    /// <param name="found">What <see cref="Query"/> found.</param>
    /// <param name="withId">Those of the customers behind it who have an id of the channel, whether it was asked for or not.</param>
    public KnownNames(TrunklineDb db, IEnumerable<Identity> found, IEnumerable<CustomerId> withId)
    {
        this.db = db;
        names = found.ToDictionary(one => (one.Kind, one.Key));
        this.withId = [.. withId];
    }

    /// <summary>The customers behind what was read.</summary>
    public IEnumerable<CustomerId> Customers =>
        names.Values.Concat(formerIds.Values).Select(one => one.CustomerId).Distinct();

    public static async Task<KnownNames> ReadAsync(
        TrunklineDb db,
        IEnumerable<CustomerIdentity> identities,
        CancellationToken cancellation
    ) => new(db, await Query(db, identities).ToListAsync(cancellation), []);

    /// <summary>For whoever reads more with the same question.</summary>
    public static IQueryable<Identity> Query(TrunklineDb db, IEnumerable<CustomerIdentity> identities)
    {
        // A number is no id: that a name is also looked for as the other kind finds nothing more.
        var sought = identities.Select(NameOf).ToHashSet();
        IdentityName[] kinds = [.. sought.Select(one => one.Kind).Distinct()];
        string[] keys = [.. sought.Select(one => one.Key).Distinct(StringComparer.Ordinal)];
        return db.Identities.Where(one => one.ValidTo == null && kinds.Contains(one.Kind) && keys.Contains(one.Key));
    }

    /// <summary>Those of these names that are known; the channel's own id before the number.</summary>
    public IReadOnlyList<Identity> Of(IEnumerable<CustomerIdentity> identities) =>
        [
            .. identities
                .Select(one => names.GetValueOrDefault(NameOf(one)))
                .OfType<Identity>()
                .Distinct()
                .OrderByDescending(one => one.Kind),
        ];

    /// <summary>
    /// Those of these names that are known, and apart from them the numbers that are somebody else's. The channel's id is one person's, so
    /// whoever has another one is not who goes by a number: it has a new owner.
    /// </summary>
    public (IReadOnlyList<Identity> Own, IReadOnlyList<Identity> Others) OwnAndOthers(
        IReadOnlyList<CustomerIdentity> identities
    )
    {
        var known = Of(identities);
        if (!identities.Any(one => one.Kind is IdentityKind.UserId))
            return (known, []);
        var owner = known.FirstOrDefault(one => one.Kind is IdentityName.UserId)?.CustomerId;
        var others = known
            .Where(one => one.Kind is IdentityName.Phone && one.CustomerId != owner && withId.Contains(one.CustomerId))
            .ToList();
        return ([.. known.Except(others)], others);
    }

    /// <summary>These are nobody's from then on.</summary>
    public async Task EndAsync(IReadOnlyCollection<Identity> left, DateTimeOffset at, CancellationToken cancellation)
    {
        if (left.Count == 0)
            return;
        foreach (var name in left)
        {
            name.End(at);
            names.Remove((name.Kind, name.Key));
        }
        // Before it begins for the new owner: a number is one customer's at a time.
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Who went by an id of the channel that is nobody's now; null for everybody else.</summary>
    public Identity? FormerOf(IEnumerable<CustomerIdentity> identities) =>
        identities
            .Where(one => one.Kind is IdentityKind.UserId && !Knows(one))
            .Select(one => formerIds.GetValueOrDefault(one.Value))
            .FirstOrDefault();

    /// <summary>Those ids of the channel among these names that are not known are looked for among those that have ended.</summary>
    public async Task ReadFormerAsync(IEnumerable<CustomerIdentity> identities, CancellationToken cancellation)
    {
        string[] unknown =
        [
            .. identities
                .Where(one => one.Kind is IdentityKind.UserId && !Knows(one))
                .Select(one => one.Value)
                .Distinct(),
        ];
        if (unknown.Length == 0)
            return;
        var ended = await db
            .Identities.Where(one =>
                one.ValidTo != null && one.Kind == IdentityName.UserId && unknown.Contains(one.Key)
            )
            .OrderBy(one => one.ValidTo)
            .ToListAsync(cancellation);
        foreach (var one in ended)
            formerIds[one.Key] = one;
    }

    public bool Knows(CustomerIdentity identity) => names.ContainsKey(NameOf(identity));

    public void Learn(CustomerId customer, IReadOnlyList<CustomerIdentity> identities, DateTimeOffset now)
    {
        foreach (var name in identities.GroupBy(NameOf))
        {
            var (kind, key) = name.Key;
            if (kind is IdentityName.UserId)
                withId.Add(customer);
            // The channel's spelling of a number counts more than the one that was typed.
            var spelling = Spelling(
                name.Any(one => one.Kind is IdentityKind.ChannelPhone)
                    ? name.First(one => one.Kind is IdentityKind.ChannelPhone)
                    : name.First()
            );
            if (!names.TryGetValue(name.Key, out var identity))
                db.Append(names[name.Key] = new(db.Enterprise!.Value, customer, kind, key, spelling, now));
            else if (identity.CustomerId == customer && name.Any(one => one.Kind is not IdentityKind.Phone))
                identity.WrittenAs(spelling);
        }
    }

    /// <summary>Under which a name is kept, however it is spelled.</summary>
    public static (IdentityName Kind, string Key) NameOf(CustomerIdentity identity) =>
        identity.Kind is IdentityKind.UserId
            ? (IdentityName.UserId, identity.Value)
            : (IdentityName.Phone, PhoneAlias.KeyOf(identity.Value));

    private static string Spelling(CustomerIdentity identity) =>
        identity.Kind is IdentityKind.UserId ? identity.Value : string.Concat(identity.Value.Where(char.IsAsciiDigit));
}
