namespace Trunkline.Organizations.Contracts;

/// <summary>A switch that a module declares with <c>AddFeature</c>. It is off until somebody turns it on.</summary>
/// <param name="Label">What people read, such as "WhatsApp Messaging"; the checkbox says "Enable" and this label.</param>
/// <param name="Summary">One sentence that says what it does.</param>
/// <param name="Details">What an administrator should know before ticking the box.</param>
public sealed record Feature(FeatureKey Key, string Label, string Summary, IReadOnlyList<FeatureDetail> Details)
{
    /// <summary>Where it stands in lists; those of one order by label.</summary>
    public int Order { get; init; } = 100;
}

/// <summary>One paragraph of what an administrator should know before ticking the box.</summary>
public sealed record FeatureDetail(string Heading, string Text);
