namespace Trunkline.WhatsApp.Simulator.Network;

/// <summary>What becomes of an accepted message, one step at a time.</summary>
internal static class Journey
{
    /// <summary>A message into an open chat is read without ever having been delivered, as far as the business is told.</summary>
    public static (string Status, TimeSpan After)? Next(
        string? status,
        bool isReaction,
        bool chatIsOpen,
        bool tellsWhenRead,
        SimulatedBehaviour behaviour
    ) =>
        status switch
        {
            null => ("sent", behaviour.SentAfter),
            "sent" when isReaction => null,
            "sent" when chatIsOpen && tellsWhenRead => ("read", behaviour.ReadAfter),
            "sent" => ("delivered", behaviour.DeliveredAfter),
            "delivered" when tellsWhenRead && (chatIsOpen || behaviour.ReadsAutomatically) => (
                "read",
                behaviour.ReadAfter
            ),
            _ => null,
        };
}
