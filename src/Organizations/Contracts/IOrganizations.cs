using Trunkline.Organizations.Features;
using Trunkline.Platform;

namespace Trunkline.Organizations.Contracts;

/// <summary>The tree of the present enterprise, for modules that need names, paths and what is below what.</summary>
public interface IOrganizations
{
    /// <summary>What holds now; from memory when nothing changed since the last look.</summary>
    Task<OrganizationMap> NowAsync(CancellationToken cancellation);

    /// <summary>
    /// Inside a write that puts somebody or something into an organization: it is not deleted until the write ends. A refusal when it is
    /// gone already.
    /// </summary>
    Task<Refusal?> HoldAsync(OrganizationId organization, CancellationToken cancellation);
}

/// <summary>One organization; the enterprise itself has depth 0 and no parent.</summary>
public readonly record struct OrganizationEntry(OrganizationId Id, OrganizationId? Parent, string Name, int Depth);

/// <summary>The organizations of one enterprise at one moment. Immutable.</summary>
public sealed class OrganizationMap
{
    private readonly OrganizationTree tree;

    internal OrganizationMap(OrganizationTree tree) => this.tree = tree;

    /// <summary>Every organization, parents before children, siblings by name.</summary>
    public IEnumerable<OrganizationEntry> All => Entries(Enumerable.Range(0, tree.Count));

    public bool Contains(OrganizationId organization) => tree.Contains(organization);

    public OrganizationEntry? Find(OrganizationId organization) =>
        tree.TryPosition(organization, out var position) ? Entries([position]).Single() : null;

    public bool IsWithin(OrganizationId organization, OrganizationId ancestorOrSelf) =>
        tree.IsWithin(organization, ancestorOrSelf);

    /// <summary>Whether it is the enterprise itself.</summary>
    public bool IsTopmost(OrganizationId organization) => Find(organization) is { Parent: null };

    /// <summary>From the enterprise down to the organization itself; empty for one that is not there.</summary>
    public IReadOnlyList<OrganizationEntry> Path(OrganizationId organization) =>
        tree.Contains(organization)
            ?
            [
                .. tree.Path(organization)
                    .Select((row, depth) => new OrganizationEntry(row.Id, row.Parent, row.Name, depth)),
            ]
            : [];

    /// <summary>The organization itself and everything below it, parents before children; empty for one that is not there.</summary>
    public IReadOnlyList<OrganizationEntry> Subtree(OrganizationId organization) =>
        tree.TryPosition(organization, out var position)
            ? [.. Entries(Enumerable.Range(position, tree.End(position) - position))]
            : [];

    private IEnumerable<OrganizationEntry> Entries(IEnumerable<int> positions) =>
        positions.Select(position => new OrganizationEntry(
            tree[position].Id,
            tree[position].Parent,
            tree[position].Name,
            tree.Depth(tree[position].Id) - 1
        ));
}
