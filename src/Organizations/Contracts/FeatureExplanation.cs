using Trunkline.Platform;

namespace Trunkline.Organizations.Contracts;

/// <summary>The effective value of a feature and the way to it, from the enterprise down. One resolver decides and explains.</summary>
/// <param name="On">The effective value.</param>
/// <param name="Own">What the explained organization or account stores itself.</param>
/// <param name="Steps">The organizations from the enterprise down, then the account if one was asked about.</param>
public sealed record FeatureExplanation(
    FeatureKey Feature,
    FeatureNode Node,
    bool On,
    OwnValue Own,
    IReadOnlyList<FeatureStep> Steps
)
{
    /// <summary>On, and it comes from above: the yellow label.</summary>
    public bool Inherited => On && Own == OwnValue.Inherit;

    /// <summary>The step that decides, or null where nobody said anything and the feature is off by default.</summary>
    public FeatureStep? Decisive => Steps.LastOrDefault(step => step.Own != OwnValue.Inherit);

    /// <summary>What the node would follow if it stored nothing itself.</summary>
    public bool Above => Steps.Count > 1 && Steps[^2].On;
}

/// <summary>What one node on the way stores, and what is effective there.</summary>
public sealed record FeatureStep(FeatureNode Node, string Name, OwnValue Own, bool On);
