using Trunkline.Organizations.Contracts;
using Trunkline.Organizations.Features;
using Trunkline.Platform;

namespace Trunkline.Organizations.Settings;

/// How many people a feature, or a change of it, reaches. Accounts that decide for themselves are few and looked at one by one; all others are counted by organization.
internal sealed class FeatureReach(IEnumerable<IFeatureLeaves> leaves)
{
    public const int ListedAtMost = 50;

    public async Task<Reached> OfAsync(FeatureEffect effect, CancellationToken cancellation)
    {
        var deciding = await FindAsync(effect.Apart.Concat(effect.AccountsOn).Concat(effect.AccountsOff), cancellation);
        var counts = await CountAsync([.. effect.OrganizationsOn, .. effect.OrganizationsOff], cancellation);
        LeafCount Sum(IReadOnlyList<OrganizationId> organizations, IReadOnlyList<FeatureNode> accounts)
        {
            var among = organizations.ToHashSet();
            return organizations.Aggregate(
                    default(LeafCount),
                    (sum, organization) => sum + counts.GetValueOrDefault(organization)
                )
                - Counted(effect.Apart.Where(node => among.Contains(node.Organization)), deciding)
                + Counted(accounts, deciding);
        }
        return new Reached(
            Sum(effect.OrganizationsOn, effect.AccountsOn),
            Sum(effect.OrganizationsOff, effect.AccountsOff)
        );
    }

    /// How many there are of each kind, over several features, as a record states it.
    public static IReadOnlyDictionary<string, int> Affected(
        IEnumerable<(FeatureEffect Effect, Reached People)> effects
    ) =>
        effects
            .SelectMany(one => one.Effect.Counts(one.People))
            .GroupBy(count => count.Key)
            .ToDictionary(counts => counts.Key, counts => counts.Sum(count => count.Value));

    /// Who gains or loses, by name, the first fifty.
    public async Task<IReadOnlyList<FeatureLeaf>> ListAsync(
        IReadOnlyList<OrganizationId> organizations,
        IReadOnlyList<FeatureNode> accounts,
        IReadOnlyList<FeatureNode> apart,
        CancellationToken cancellation
    )
    {
        var own = apart.Select(node => node.Account!.Value).ToHashSet();
        var following = new List<FeatureLeaf>();
        foreach (var source in leaves)
        {
            following.AddRange(await source.ListAsync(organizations, ListedAtMost + own.Count, cancellation));
        }
        var named = await FindAsync(accounts, cancellation);
        return
        [
            .. following
                .Where(leaf => !own.Contains(leaf.Id))
                .Concat(named.Values)
                .OrderBy(leaf => leaf.Name, StringComparer.OrdinalIgnoreCase)
                .Take(ListedAtMost),
        ];
    }

    /// How many accounts live at an organization or below it, how many of them have the feature, and how many of the others are off on their own.
    public async Task<Present> PresentAsync(FeatureValues values, OrganizationId top, CancellationToken cancellation)
    {
        var organizations = values.Tree.Subtree(top).ToArray().Select(row => row.Id).ToList();
        var counts = await CountAsync(organizations, cancellation);
        var deciding = values.StoredBelow(new FeatureNode(top)).Where(node => node.IsAccount).ToList();
        var known = await FindAsync(deciding, cancellation);
        var all = organizations.Aggregate(
            default(LeafCount),
            (sum, organization) => sum + counts.GetValueOrDefault(organization)
        );
        var on =
            organizations
                .Where(values.IsOn)
                .Aggregate(default(LeafCount), (sum, organization) => sum + counts.GetValueOrDefault(organization))
            - Counted(deciding.Where(node => values.IsOn(node.Organization)), known)
            + Counted(deciding.Where(node => values.IsOn(node)), known);
        return new Present(all, on, Counted(deciding.Where(node => values.Own(node) == OwnValue.Off), known));
    }

    public async Task<IReadOnlyDictionary<ActorId, FeatureLeaf>> FindAsync(
        IEnumerable<FeatureNode> accounts,
        CancellationToken cancellation
    )
    {
        var ids = accounts.Select(node => node.Account!.Value).ToHashSet();
        var found = new Dictionary<ActorId, FeatureLeaf>();
        foreach (var source in ids.Count == 0 ? [] : leaves)
        {
            foreach (var leaf in await source.FindAsync(ids, cancellation))
            {
                found[leaf.Id] = leaf;
            }
        }
        return found;
    }

    public async Task<IReadOnlyDictionary<OrganizationId, LeafCount>> CountAsync(
        IReadOnlyCollection<OrganizationId> organizations,
        CancellationToken cancellation
    )
    {
        var counts = new Dictionary<OrganizationId, LeafCount>();
        foreach (var source in organizations.Count == 0 ? [] : leaves)
        {
            foreach (var (organization, count) in await source.CountAsync(organizations, cancellation))
            {
                counts[organization] = counts.GetValueOrDefault(organization) + count;
            }
        }
        return counts;
    }

    private static LeafCount Counted(
        IEnumerable<FeatureNode> accounts,
        IReadOnlyDictionary<ActorId, FeatureLeaf> known
    ) =>
        accounts.Aggregate(
            default(LeafCount),
            (sum, node) =>
                known.GetValueOrDefault(node.Account!.Value)?.Status switch
                {
                    LeafStatus.Active => sum + new LeafCount(1, 0),
                    LeafStatus.Invited => sum + new LeafCount(0, 1),
                    _ => sum,
                }
        );
}

internal sealed record Reached(LeafCount On, LeafCount Off)
{
    private const int TypeTheNameAbove = 1_000;

    /// What takes something from very many, or from anybody by the topmost organization, is confirmed by its name and not only pressed.
    public bool AsksForName(bool topmost) => Off.Active > (topmost ? 0 : TypeTheNameAbove);
}

internal sealed record Present(LeafCount All, LeafCount On, LeafCount OffPersonally);
