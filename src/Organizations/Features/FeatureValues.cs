using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Organizations.Features;

/// The stored values of one feature in one enterprise, with what is effective computed ahead. Immutable: a change makes a new one.
internal sealed class FeatureValues
{
    private const byte On = 1;

    private readonly OwnValue[] own;
    private readonly byte[] states;

    // Few accounts decide themselves.
    private readonly KeyValuePair<ActorId, (OwnValue Own, OrganizationId Home)>[] accounts;
    private readonly PositionIndex decidingThemselves;

    private FeatureValues(
        FeatureKey feature,
        OrganizationTree tree,
        OwnValue[] own,
        IEnumerable<KeyValuePair<ActorId, (OwnValue Own, OrganizationId Home)>> accounts
    )
    {
        (Feature, Tree, this.own) = (feature, tree, own);
        this.accounts = [.. accounts];
        decidingThemselves = new PositionIndex(this.accounts.Select(account => account.Key.Value));
        states = new byte[tree.Count];
        for (var position = 0; position < states.Length; position++)
        {
            states[position] = own[position] switch
            {
                OwnValue.On => On,
                OwnValue.Off => 0,
                _ => tree.Parent(position) < 0 ? (byte)0 : states[tree.Parent(position)],
            };
        }
    }

    public FeatureKey Feature { get; }

    public OrganizationTree Tree { get; }

    public static FeatureValues None(FeatureKey feature, OrganizationTree tree) =>
        new(feature, tree, new OwnValue[tree.Count], []);

    public static FeatureValues Of(
        FeatureKey feature,
        OrganizationTree tree,
        IEnumerable<(FeatureNode Node, OwnValue Own)> stored
    ) => None(feature, tree).With(stored);

    /// The decision on the message path: no allocation. An unknown organization has nothing.
    public bool Decide(ActorId account, OrganizationId home) =>
        Tree.TryPosition(home, out var position)
        && (
            decidingThemselves.TryFind(account.Value, out var deciding)
                ? accounts[deciding].Value.Own == OwnValue.On
                : states[position] == On
        );

    public bool IsOn(OrganizationId organization) =>
        Tree.TryPosition(organization, out var position) && states[position] == On;

    public bool IsOn(FeatureNode node) =>
        node.Account is { } account ? Decide(account, node.Organization) : IsOn(node.Organization);

    public bool IsOnAbove(FeatureNode node)
    {
        if (node.IsAccount)
        {
            return IsOn(node.Organization);
        }
        var parent = Tree.Parent(Tree.Position(node.Organization));
        return parent >= 0 && states[parent] == On;
    }

    public OwnValue Own(FeatureNode node) =>
        node.Account is not { } account ? own[Tree.Position(node.Organization)]
        : decidingThemselves.TryFind(account.Value, out var deciding) ? accounts[deciding].Value.Own
        : OwnValue.Inherit;

    /// Everything below a node that stores a value of its own: parents before children, accounts last.
    public IEnumerable<FeatureNode> StoredBelow(FeatureNode node)
    {
        if (node.IsAccount)
        {
            yield break;
        }
        var top = Tree.Position(node.Organization);
        for (var position = top + 1; position < Tree.End(top); position++)
        {
            if (own[position] != OwnValue.Inherit)
            {
                yield return new FeatureNode(Tree[position].Id);
            }
        }
        foreach (var (account, (_, home)) in accounts)
        {
            if (Tree.IsWithin(home, node.Organization))
            {
                yield return new FeatureNode(home, account);
            }
        }
    }

    public IEnumerable<(FeatureNode Node, OwnValue Own)> Stored()
    {
        for (var position = 0; position < own.Length; position++)
        {
            if (own[position] != OwnValue.Inherit)
            {
                yield return (new FeatureNode(Tree[position].Id), own[position]);
            }
        }
        foreach (var (account, (value, home)) in accounts)
        {
            yield return (new FeatureNode(home, account), value);
        }
    }

    public FeatureValues With(IEnumerable<(FeatureNode Node, OwnValue Own)> values)
    {
        var organizations = (OwnValue[])own.Clone();
        var leaves = new Dictionary<ActorId, (OwnValue Own, OrganizationId Home)>(accounts);
        foreach (var (node, value) in values)
        {
            if (node.Account is not { } account)
            {
                organizations[Tree.Position(node.Organization)] = value;
            }
            else if (value == OwnValue.Inherit)
            {
                leaves.Remove(account);
            }
            else
            {
                leaves[account] = (value, node.Organization);
            }
        }
        return new FeatureValues(Feature, Tree, organizations, leaves);
    }

    public FeatureValues With(IEnumerable<ValueEdit> edits) =>
        With(edits.Where(edit => edit.Feature == Feature).Select(edit => (edit.Node, edit.After)));

    /// The same stored values on another shape: they travel with their organizations and leave with them.
    public FeatureValues Over(OrganizationTree shape) =>
        None(Feature, shape).With(Stored().Where(stored => shape.Contains(stored.Node.Organization)));
}
