using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;

namespace Trunkline.Conversations;

internal static class RestrictIncomingFeature
{
    public static readonly Feature Declaration = new(
        ConversationFeatures.RestrictIncoming,
        "Restrict Incoming Social Messages",
        "On: customers cannot send the first message; the employee starts. Off: a customer may write first.",
        [
            new(
                "What customers see",
                "Who writes first gets one automatic reply within 24 hours. Answers to an employee, also the first YES, arrive as always."
            ),
            new(
                "What is kept",
                "First messages that were refused are recorded and counted in the reports. Employees are not shown them."
            ),
        ]
    );
}
