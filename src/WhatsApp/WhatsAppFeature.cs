using Trunkline.Organizations.Contracts;

namespace Trunkline.WhatsApp;

/// <summary>The switch that this module declares and obeys.</summary>
internal static class WhatsAppFeature
{
    public static readonly FeatureKey Key = new("whatsapp-messaging");

    public static readonly Feature Declared = new(
        Key,
        "WhatsApp Messaging",
        "Employees message customers on WhatsApp from a number of the company. Message charges may apply.",
        [
            new(
                "What employees see",
                "WhatsApp appears in their app: they start conversations, read and answer. Employees who already use the app are told once by a pop-up; new employees have it when they complete onboarding. When it is turned off the entries disappear at once, open conversations can be read but not continued, and drafts are kept."
            ),
            new(
                "What customers see",
                "The company's number and verified business name, not the employee's own number. Customers can block the number or say stop at any time."
            ),
            new(
                "Consent",
                "A customer who has not written first is asked for consent with an approved message. YES opens the conversation and NO closes it; silence allows a new request after 24 hours. Each answer is kept as evidence."
            ),
            new(
                "The 24-hour rule",
                "For 24 hours after a customer's last message employees may write freely. After that WhatsApp lets only approved messages through, until the customer writes again."
            ),
            new(
                "Charges",
                "WhatsApp charges for each delivered approved message by its category and the customer's country. Free replies within the 24 hours cost nothing."
            ),
            new(
                "What is recorded",
                "Every message, its status and every change of this setting are kept. Messages that arrive while it is off are recorded too, and nobody loses them."
            ),
        ]
    )
    {
        Order = 10,
    };
}
