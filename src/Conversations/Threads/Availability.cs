using Trunkline.Accounts.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Conversations.Pages;
using Trunkline.Conversations.Sending;
using Trunkline.Platform;
using Trunkline.Ui.Contracts;

namespace Trunkline.Conversations.Threads;

/// <summary>Whether a person can write to customers at all now, as pages say it.</summary>
internal sealed class Availability(Channels channels, CheckSending check)
{
    /// <summary>Null: new messages are possible on some channel.</summary>
    public async Task<FeatureOffNotice.Model?> OffAsync(AccountId account, CancellationToken cancellation)
    {
        Refusal? first = null;
        foreach (var channel in channels.All)
        {
            var sender = await check.CheckSenderAsync(channel, account, cancellation);
            if (sender.Succeeded)
                return null;
            first ??= sender.Refusal;
        }
        return Say(first ?? new NotFound("channel"));
    }

    public static FeatureOffNotice.Model Say(Refusal refusal) =>
        refusal is FeatureOff off
            ? new($"{off.Feature} was turned off for you.", [.. off.Trace.Gates.Select(Withhold)])
            {
                NeverOn = $"{off.Feature} is not on for you.",
            }
            : new(refusal.Message, []);

    // Where to change it is for administrators.
    private static TraceGate Withhold(TraceGate gate) => gate with { ActionHref = null, ActionLabel = null };
}
