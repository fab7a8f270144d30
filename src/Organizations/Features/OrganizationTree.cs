using Trunkline.Platform;

namespace Trunkline.Organizations.Features;

internal readonly record struct OrganizationRow(OrganizationId Id, OrganizationId? Parent, string Name);

/// The shape of one enterprise. Organizations stand in pre-order, so a parent's position is lower than its children's and everything
/// below an organization is the stretch from its own position up to End.
internal sealed class OrganizationTree
{
    private readonly OrganizationRow[] rows;
    private readonly int[] parents;
    private readonly int[] ends;
    private readonly PositionIndex positions;

    private OrganizationTree(OrganizationRow[] rows, int[] parents, int[] ends)
    {
        (this.rows, this.parents, this.ends) = (rows, parents, ends);
        positions = new PositionIndex(rows.Select(row => row.Id.Value));
    }

    /// Rows that the root does not reach are left out: nothing is effective there.
    public static OrganizationTree Of(IEnumerable<OrganizationRow> organizations)
    {
        var all = organizations.ToList();
        var children = all.Where(row => row.Parent is not null)
            .OrderBy(row => row.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(row => row.Id.Value)
            .ToLookup(row => row.Parent!.Value);
        var rows = new OrganizationRow[all.Count];
        var parents = new int[all.Count];
        var ends = new int[all.Count];
        var count = 0;
        var ahead = new Stack<(OrganizationRow Row, int Parent)>();
        foreach (var root in all.Where(row => row.Parent is null))
        {
            ahead.Push((root, -1));
        }
        while (ahead.TryPop(out var next))
        {
            var position = count++;
            (rows[position], parents[position]) = (next.Row, next.Parent);
            foreach (var child in children[next.Row.Id].Reverse())
            {
                ahead.Push((child, position));
            }
        }
        for (var position = count - 1; position >= 0; position--)
        {
            ends[position] = Math.Max(ends[position], position + 1);
            if (parents[position] >= 0)
            {
                ends[parents[position]] = Math.Max(ends[parents[position]], ends[position]);
            }
        }
        return new OrganizationTree(rows[..count], parents[..count], ends[..count]);
    }

    public int Count => rows.Length;

    public IReadOnlyList<OrganizationRow> Rows => rows;

    public OrganizationRow this[int position] => rows[position];

    public bool Contains(OrganizationId id) => TryPosition(id, out _);

    public bool TryPosition(OrganizationId id, out int position) => positions.TryFind(id.Value, out position);

    public int Position(OrganizationId id) =>
        TryPosition(id, out var position) ? position : throw new KeyNotFoundException($"{id} is not in this tree.");

    /// The parent's position, or -1 at the root.
    public int Parent(int position) => parents[position];

    public int End(int position) => ends[position];

    public string NameOf(OrganizationId id) => rows[Position(id)].Name;

    public bool IsWithin(OrganizationId id, OrganizationId ancestorOrSelf) =>
        TryPosition(id, out var position)
        && TryPosition(ancestorOrSelf, out var top)
        && position >= top
        && position < ends[top];

    /// From the root down to the organization itself.
    public IReadOnlyList<OrganizationRow> Path(OrganizationId id)
    {
        var path = new List<OrganizationRow>();
        for (var position = Position(id); position >= 0; position = parents[position])
        {
            path.Add(rows[position]);
        }
        path.Reverse();
        return path;
    }

    public int Depth(OrganizationId id) => Path(id).Count;

    /// How many levels the organization and everything below it take.
    public int Height(OrganizationId id) =>
        Below(id).Append(this[Position(id)]).Max(row => Depth(row.Id)) - Depth(id) + 1;

    public IEnumerable<OrganizationRow> Children(OrganizationId id)
    {
        var top = Position(id);
        for (var position = top + 1; position < ends[top]; position = ends[position])
        {
            yield return rows[position];
        }
    }

    public ReadOnlySpan<OrganizationRow> Subtree(OrganizationId id)
    {
        var top = Position(id);
        return rows.AsSpan(top, ends[top] - top);
    }

    public IReadOnlyList<OrganizationRow> Below(OrganizationId id) => Subtree(id)[1..].ToArray();

    public OrganizationTree Created(OrganizationRow row) => Of(rows.Append(row));

    public OrganizationTree Moved(OrganizationId id, OrganizationId parent) =>
        Of(rows.Select(row => row.Id == id ? row with { Parent = parent } : row));

    public OrganizationTree Renamed(OrganizationId id, string name) =>
        Of(rows.Select(row => row.Id == id ? row with { Name = name } : row));

    public OrganizationTree Removed(OrganizationId id) => Of(rows.Where(row => row.Id != id));
}
