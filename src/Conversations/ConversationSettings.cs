using Microsoft.Extensions.Configuration;
using Trunkline.Conversations.Consent;
using Trunkline.Platform.Settings;

namespace Trunkline.Conversations;

/// <summary>Settings under <c>Conversations__</c>. In every text {business} stands for the business name of the number.</summary>
internal sealed record ConversationSettings(
    ConsentWords Words,
    string RestrictedReply,
    string WaitingReply,
    string AgreedReply,
    string DeclinedReply
)
{
    public static ConversationSettings Read(IConfiguration configuration) =>
        new(
            ConsentWords.Read(configuration),
            configuration.Optional("Conversations:RestrictedReply")
                ?? "Thank you for writing to {business}. First messages cannot be taken in this chat. Please use the contact options on our website, and we will write to you here.",
            configuration.Optional("Conversations:WaitingReply")
                ?? "Thank you for writing to {business}. Nobody can answer here at the moment. Your message is kept, and we will come back to you.",
            configuration.Optional("Conversations:AgreedReply")
                ?? "Thank you. {business} can write to you here now. Send STOP at any time to end this.",
            configuration.Optional("Conversations:DeclinedReply")
                ?? "{business} will not write to you here. If you change your mind, send YES."
        );
}
