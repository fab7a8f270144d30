using Trunkline.Organizations.Contracts;

namespace Trunkline.Accounts.Contracts;

/// <summary>
/// A feature whose coming is announced to people by a pop-up and whose going by a banner; implemented by the module that
/// offers it. Features without one come and go quietly.
/// </summary>
public interface IAnnouncedFeature
{
    FeatureKey Feature { get; }

    /// <summary>
    /// What to say to each of these people. Who cannot use the feature yet, for want of a number to send from, is left out
    /// and is told once <see cref="FeatureBecameUsable"/> is queued.
    /// </summary>
    Task<IReadOnlyDictionary<AccountId, FeatureAnnouncement>> AnnounceAsync(
        IReadOnlyCollection<AccountId> accounts,
        CancellationToken cancellation
    );
}

/// <summary>The text of the pop-up, "Message your customers on WhatsApp from +1 305 555 0123.", and where to begin.</summary>
public sealed record FeatureAnnouncement(string Text, string? ActionLabel = null, string? ActionHref = null);

/// <summary>
/// A durable job to be queued by a module that implements <see cref="IAnnouncedFeature"/> when people come to be able to
/// use it, for example with a number: those who have the feature and were not told are told now.
/// </summary>
public sealed record FeatureBecameUsable(FeatureKey Feature, IReadOnlyList<AccountId> Accounts);

/// <summary>
/// Told live to a person (<c>db.Tell</c>) whose effective value of a feature changed, under the kinds
/// <see cref="Gained"/> and <see cref="Lost"/>: open pages refresh their entry points.
/// </summary>
public sealed record FeatureNews(FeatureKey Feature)
{
    public const string Gained = "feature-gained";

    public const string Lost = "feature-lost";
}
