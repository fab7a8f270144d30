using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>What the pop-up says; nothing to those who have no number to send from yet.</summary>
internal sealed class AnnounceWhatsApp(NumbersInReach reach) : IAnnouncedFeature
{
    public FeatureKey Feature => WhatsAppFeature.Key;

    public async Task<FeatureAnnouncement?> AnnounceAsync(AccountEntry person, CancellationToken cancellation) =>
        await reach.OfAsync(person.Id, person.Organization, cancellation) is [var first, ..]
            ? new($"Message your customers on WhatsApp from {first.Display}.", "Start a message", "/app/new")
            : null;
}
