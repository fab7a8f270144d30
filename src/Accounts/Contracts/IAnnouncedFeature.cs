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
    /// What to say to this person, or null while the person cannot use the feature for want of a number to send from. Queue
    /// <see cref="FeatureChanged"/> when that changes: whoever was not told is told then.
    /// </summary>
    Task<FeatureAnnouncement?> AnnounceAsync(AccountEntry person, CancellationToken cancellation);
}

/// <summary>The text of the pop-up, "Message your customers on WhatsApp from +1 305 555 0123.", and where to begin.</summary>
public sealed record FeatureAnnouncement(string Text, string? ActionLabel = null, string? ActionHref = null);
