using Trunkline.Platform;

namespace Trunkline.Organizations.Contracts;

/// <summary>Where a gate stands among the gates of a feature. The organization and the account's own value are this module's.</summary>
public enum GatePlace
{
    Channel,
    Organization,
    AccountStatus,
    AccountValue,
    Number,
}

/// <summary>One condition beside the switches without which a feature cannot be used; declared by the module that knows.</summary>
public interface IFeatureGate
{
    GatePlace Place { get; }

    /// <summary>Null where this gate has nothing to say about this feature or this kind of node.</summary>
    Task<GateCheck?> CheckAsync(FeatureKey feature, FeatureNode node, CancellationToken cancellation);
}

/// <summary>What one gate found. <paramref name="Title"/> names the condition as it is: "Number connected", "No number connected".</summary>
public sealed record GateCheck(
    bool Passed,
    string Title,
    string? Detail = null,
    string? ActionLabel = null,
    string? ActionHref = null
);

/// <summary>Says whether what a feature needs is reachable from an organization, for a note on its page; it never forbids turning on.</summary>
public interface IFeatureReadiness
{
    /// <summary>Null where the feature is none of this module's.</summary>
    Task<FeatureReadiness?> AtAsync(FeatureKey feature, OrganizationId organization, CancellationToken cancellation);
}

/// <summary>Whether the feature can be used here once it is on, in a sentence: "Messages go out from +1 305 555 0100, ABC Bank".</summary>
public sealed record FeatureReadiness(
    bool Ready,
    string Sentence,
    string? ActionLabel = null,
    string? ActionHref = null
);
