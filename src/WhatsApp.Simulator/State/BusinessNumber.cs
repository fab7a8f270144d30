namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>A registered business number. The webhook override is what an app set with webhook_configuration.</summary>
internal sealed class BusinessNumber(SimulatedNumber known)
{
    public string Id { get; } = known.PhoneNumberId;
    public string AccountId { get; } = known.BusinessAccountId;
    public string DisplayNumber { get; } = known.DisplayNumber;
    public string Digits { get; } = Dialing.Digits(known.DisplayNumber);
    public string VerifiedName { get; } = known.VerifiedName;
    public WebhookOverride? Override { get; set; }
    public NumberRate Rate { get; } = new();
}

/// <summary>A callback address that an app chose instead of its own, for an account or for one number.</summary>
internal sealed record WebhookOverride(string CallbackUrl, string VerifyToken);
