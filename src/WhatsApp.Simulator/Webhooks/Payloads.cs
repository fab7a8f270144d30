using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Trunkline.WhatsApp.Simulator.Graph;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Webhooks;

/// <summary>The `value` objects of the `messages` field, as of September 2026.</summary>
internal static class Payloads
{
    static readonly Version LastWithConversation = new(23, 0);

    public static JsonObject Message(Chat chat, ChatMessage message, DateTimeOffset now)
    {
        var wire = new JsonObject();
        if (message.RepliesTo is { } repliesTo)
            wire["context"] = new JsonObject { ["from"] = chat.Number.Digits, ["id"] = repliesTo };
        if (chat.ShowsPhone(now))
            wire["from"] = chat.Customer.WaId;
        wire["from_user_id"] = chat.Customer.UserId;
        wire["id"] = message.Id;
        wire["timestamp"] = Seconds(message.At);
        wire["type"] = message.Type;
        if (message.Type == "unsupported")
        {
            foreach (var (name, member) in message.Content.AsObject())
                wire[name] = member?.DeepClone();
        }
        else
            wire[message.Type] = message.Content.DeepClone();

        var value = Value(chat);
        if (message.Type != "system")
            value["contacts"] = new JsonArray(Contact(chat, now, withUsername: true));
        value["messages"] = new JsonArray(wire);
        return value;
    }

    public static JsonObject Status(
        Chat chat,
        ChatMessage message,
        MessageStatus status,
        GraphError? error,
        SimulatedBehaviour behaviour
    )
    {
        var wire = new JsonObject
        {
            ["id"] = message.Id,
            ["status"] = status.Status,
            ["timestamp"] = Seconds(status.At),
        };
        if (message.SentToPhone || chat.ShowsPhone(status.At))
            wire["recipient_id"] = chat.Customer.WaId;
        if (error is null || !message.SentToPhone)
            wire["recipient_user_id"] = chat.Customer.UserId;
        if (message.CallbackData is { } callbackData)
            wire["biz_opaque_callback_data"] = callbackData;
        if (status.Status != "failed" && message.Type != "reaction")
            AddPrice(wire, message, status, behaviour);
        if (error is not null)
            wire["errors"] = new JsonArray(error.ForWebhook());

        var value = Value(chat);
        if (error is null)
            value["contacts"] = new JsonArray(
                Contact(chat, status.At, withUsername: status.Status != "sent", message.SentToPhone)
            );
        value["statuses"] = new JsonArray(wire);
        return value;
    }

    static void AddPrice(JsonObject wire, ChatMessage message, MessageStatus status, SimulatedBehaviour behaviour)
    {
        var category = message.Category ?? "service";
        // The price stands on `sent` and on the first sign that the message arrived.
        if (status.Status == "read" && message.Statuses.Any(earlier => earlier.Status == "delivered"))
            return;
        if (
            Version.TryParse(behaviour.WebhookVersion.TrimStart('v'), out var version)
            && version <= LastWithConversation
        )
        {
            var conversation = new JsonObject
            {
                ["id"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.Id)).AsSpan(0, 16)),
            };
            if (status.Status == "sent")
                conversation["expiration_timestamp"] = Seconds(status.At.AddDays(1));
            conversation["origin"] = new JsonObject { ["type"] = category };
            wire["conversation"] = conversation;
        }
        wire["pricing"] = new JsonObject
        {
            ["billable"] = message.Billable,
            ["pricing_model"] = "PMP",
            ["type"] = message.Billable ? "regular" : "free_customer_service",
            ["category"] = category,
        };
    }

    static JsonObject Value(Chat chat) =>
        new()
        {
            ["messaging_product"] = "whatsapp",
            ["metadata"] = new JsonObject
            {
                ["display_phone_number"] = chat.Number.Digits,
                ["phone_number_id"] = chat.Number.Id,
            },
        };

    static JsonObject Contact(Chat chat, DateTimeOffset now, bool withUsername, bool sentToPhone = false)
    {
        var customer = chat.Customer;
        var profile = new JsonObject { ["name"] = customer.Name };
        if (withUsername && customer.Username is { } username)
            profile["username"] = username;
        var contact = new JsonObject { ["profile"] = profile };
        if (sentToPhone || chat.ShowsPhone(now))
            contact["wa_id"] = customer.WaId;
        contact["user_id"] = customer.UserId;
        return contact;
    }

    static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
