using Trunkline.Organizations.Features;
using Trunkline.Platform;
using Trunkline.Ui.Contracts;

namespace Trunkline.Organizations.Contracts;

/// <summary>Answers whether a feature is on, never by values older than the last committed change.</summary>
public interface IFeatureDecisions
{
    /// <summary>
    /// Reads the enterprise's feature version through the caller's own context, inside its transaction if there is one, and returns what holds at that
    /// version. One read serves a whole batch of decisions; do not keep the view beyond the transaction.
    /// </summary>
    Task<FeatureView> NowAsync(CancellationToken cancellation);

    /// <summary>
    /// Why the feature is on or off for an account or an organization: every gate in order, the first that fails decides. Names of organizations
    /// outside <paramref name="visible"/> are withheld; null shows all of them.
    /// </summary>
    Task<FeatureTrace> TraceAsync(
        FeatureKey feature,
        FeatureNode node,
        IReadOnlySet<OrganizationId>? visible,
        CancellationToken cancellation
    );

    /// <summary>
    /// The same for the person whose account it is, who learns where the value comes from in the own organization: not who has set it, what is
    /// above, or where to change it.
    /// </summary>
    Task<FeatureTrace> TraceOwnAsync(
        FeatureKey feature,
        ActorId account,
        OrganizationId home,
        CancellationToken cancellation
    );
}

/// <summary>What holds for the features of one enterprise at one version. Immutable.</summary>
public sealed class FeatureView
{
    private readonly FeatureTree tree;

    internal FeatureView(long version, FeatureTree tree) => (Version, this.tree) = (version, tree);

    public long Version { get; }

    /// <summary>The tree by which these decisions are made.</summary>
    public OrganizationMap Organizations => new(tree.Organizations);

    /// <summary>The effective value for an account that lives in an organization. Allocates nothing.</summary>
    public bool Decide(ActorId account, OrganizationId home, FeatureKey feature) => tree.Decide(account, home, feature);

    public bool IsOn(OrganizationId organization, FeatureKey feature) => tree[feature].IsOn(organization);

    public OwnValue Own(FeatureNode node, FeatureKey feature) => tree[feature].Own(node);

    /// <summary>The accounts that store a value of their own; all others follow their organization.</summary>
    public IEnumerable<FeatureNode> AccountsApart(FeatureKey feature) =>
        tree[feature].Stored().Select(stored => stored.Node).Where(node => node.IsAccount);

    public FeatureExplanation Explain(FeatureKey feature, FeatureNode node, string accountName = "") =>
        tree.Explain(feature, node, accountName);
}

/// <summary>The outcome and the gates that led to it, as pages, refusals and the API show them.</summary>
public sealed record FeatureTrace(bool Open, IReadOnlyList<TraceGate> Gates);
