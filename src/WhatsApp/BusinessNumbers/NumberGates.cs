using Trunkline.Accounts.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>First gate: is there a number around here at all from which WhatsApp takes messages?</summary>
internal sealed class ChannelGate(NumbersAround numbers) : IFeatureGate
{
    public GatePlace Place => GatePlace.Channel;

    public async Task<GateCheck?> CheckAsync(FeatureKey feature, FeatureNode node, CancellationToken cancellation)
    {
        if (feature != WhatsAppFeature.Key)
            return null;
        var around = await numbers.AtAsync(node.Organization, node.Account, cancellation);
        var list = NumberAddresses.List(node.Organization);
        if (around.FirstOrDefault(one => one.IsConnected) is { } connected)
            return new(true, "A WhatsApp number is connected", $"{connected.Display}, {connected.VerifiedName}");
        return around.FirstOrDefault() is { } stopped
            ? new(false, "The WhatsApp number is stopped", stopped.StopReason, "WhatsApp numbers", list)
            : new(
                false,
                "No WhatsApp number is connected",
                "Add one, then assign or share it.",
                "WhatsApp numbers",
                list
            );
    }
}

/// <summary>Last gate: has this account a number to send from?</summary>
internal sealed class NumberGate(NumbersInReach reach) : IFeatureGate
{
    public GatePlace Place => GatePlace.Number;

    public async Task<GateCheck?> CheckAsync(FeatureKey feature, FeatureNode node, CancellationToken cancellation)
    {
        if (feature != WhatsAppFeature.Key || node.Account is not { } account)
            return null;
        var numbers = await reach.OfAsync(AccountId.Of(account), node.Organization, cancellation);
        return numbers is [var first, ..]
            ? new(true, "Number assigned", $"Sends from {first.Display}, {first.BusinessName}")
            : new(
                false,
                "No number assigned",
                "Assign a number to this account, or share one with its organization.",
                "WhatsApp numbers",
                NumberAddresses.List(node.Organization)
            );
    }
}

/// <summary>The note on the feature's page. Turning on without a number is allowed: the order of setting up does not matter.</summary>
internal sealed class NumberReadiness(NumbersAround numbers) : IFeatureReadiness
{
    public async Task<FeatureReadiness?> AtAsync(
        FeatureKey feature,
        OrganizationId organization,
        CancellationToken cancellation
    )
    {
        if (feature != WhatsAppFeature.Key)
            return null;
        var around = await numbers.AtAsync(organization, null, cancellation);
        var list = NumberAddresses.List(organization);
        var ready = around
            .Where(one => one.IsConnected && (one.AccountId is not null || one.SharedAt is not null))
            .ToList();
        if (ready is [var first, ..])
        {
            var more = ready.Count > 1 ? $" and {ready.Count - 1} more" : "";
            return new(
                true,
                $"Messages go out from {first.Display}, {first.VerifiedName}{more}.",
                "WhatsApp numbers",
                list
            );
        }
        return new(
            false,
            around.Count == 0
                ? "No WhatsApp number is connected here, above or below, so nobody can send yet."
                : "No WhatsApp number is ready here, above or below, so nobody can send yet: assign, share or resume one.",
            "WhatsApp numbers",
            list
        );
    }
}
