using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.Organizations.Features;

/// One enterprise at one version: its organizations and what is stored for every feature. Immutable.
internal sealed class FeatureTree
{
    // An array and not a dictionary: there are a handful of features, and the decision path looks through them without hashing.
    private readonly FeatureValues[] features;

    private FeatureTree(OrganizationTree organizations, FeatureValues[] features) =>
        (Organizations, this.features) = (organizations, features);

    public OrganizationTree Organizations { get; }

    public static FeatureTree Of(
        OrganizationTree organizations,
        IEnumerable<(FeatureKey Feature, FeatureNode Node, OwnValue Own)> stored
    ) =>
        new(
            organizations,
            [
                .. stored
                    .Where(value => organizations.Contains(value.Node.Organization))
                    .GroupBy(value => value.Feature)
                    .Select(group =>
                        FeatureValues.Of(group.Key, organizations, group.Select(value => (value.Node, value.Own)))
                    ),
            ]
        );

    public IEnumerable<FeatureKey> Features => features.Select(values => values.Feature);

    public FeatureValues this[FeatureKey feature]
    {
        get
        {
            foreach (var values in features)
            {
                if (values.Feature == feature)
                {
                    return values;
                }
            }
            return FeatureValues.None(feature, Organizations);
        }
    }

    public bool Decide(ActorId account, OrganizationId home, FeatureKey feature)
    {
        foreach (var values in features)
        {
            if (values.Feature == feature)
            {
                return values.Decide(account, home);
            }
        }
        return false;
    }

    public FeatureTree With(FeatureValues values) =>
        new(Organizations, [.. features.Where(other => other.Feature != values.Feature), values]);

    public FeatureTree Created(OrganizationRow organization) => Over(Organizations.Created(organization));

    /// Stored values travel with the organization; what has no effect of its own at the new place is dropped.
    public FeatureTree Moved(OrganizationId organization, OrganizationId parent) =>
        Over(Organizations.Moved(organization, parent))
            .Each(values => values.Normalised(new FeatureNode(organization)));

    public FeatureTree Renamed(OrganizationId organization, string name) =>
        Over(Organizations.Renamed(organization, name));

    public FeatureTree Removed(OrganizationId organization) => Over(Organizations.Removed(organization));

    /// Stored values travel with the account; an On that its new organization gives anyway is dropped.
    public FeatureTree AccountMoved(ActorId account, OrganizationId to) =>
        Each(values =>
        {
            var node = new FeatureNode(to, account);
            return values.Own(node) == OwnValue.Inherit
                ? values
                : values.With([(node, values.Own(node))]).Normalised(node);
        });

    public FeatureTree AccountRemoved(ActorId account) =>
        Each(values =>
            values.With(
                values
                    .Stored()
                    .Where(stored => stored.Node.Account == account)
                    .Select(stored => (stored.Node, OwnValue.Inherit))
                    .ToList()
            )
        );

    /// Where the stored values of an account are known to live: one place, or none when it stores nothing.
    public IEnumerable<OrganizationId> Homes(ActorId account) =>
        features
            .SelectMany(values => values.Stored())
            .Where(stored => stored.Node.Account == account)
            .Select(stored => stored.Node.Organization)
            .Distinct();

    public FeatureTree With(IEnumerable<ValueEdit> edits) =>
        edits.GroupBy(edit => edit.Feature).Aggregate(this, (tree, group) => tree.With(tree[group.Key].With(group)));

    /// What it takes to come from these stored values to those of another tree.
    public IReadOnlyList<ValueEdit> EditsTo(FeatureTree after) =>
        [
            .. features
                .Concat(after.features)
                .Select(values => values.Feature)
                .Distinct()
                .SelectMany(key => this[key].EditsTo(after[key])),
        ];

    public FeatureExplanation Explain(FeatureKey feature, FeatureNode node, string accountName = "")
    {
        var values = this[feature];
        var steps = Organizations
            .Path(node.Organization)
            .Select(row => new FeatureNode(row.Id))
            .Select(above => new FeatureStep(
                above,
                Organizations.NameOf(above.Organization),
                values.Own(above),
                values.IsOn(above)
            ))
            .ToList();
        if (node.IsAccount)
        {
            steps.Add(new FeatureStep(node, accountName, values.Own(node), values.IsOn(node)));
        }
        return new FeatureExplanation(feature, node, values.IsOn(node), values.Own(node), steps);
    }

    private FeatureTree Over(OrganizationTree shape) => new(shape, [.. features.Select(values => values.Over(shape))]);

    private FeatureTree Each(Func<FeatureValues, FeatureValues> change) =>
        new(Organizations, [.. features.Select(change)]);
}
