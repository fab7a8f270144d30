using System.Text.Json;
using System.Text.Json.Nodes;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.Tests.WhatsApp;

/// <summary>Webhook bodies of our own, in Meta's shapes.</summary>
internal static class Payload
{
    public const string Customer = "16505551234";

    public static string Text(
        string id,
        string text = "Hello",
        string from = Customer,
        string? number = null,
        long? seconds = null
    ) => Of([Change(number, messages: [Message(id, text, from, seconds)], contacts: [Contact(from)])]);

    public static string Status(string id, string status, string? callback = null, string? number = null) =>
        Of([Change(number, statuses: [StatusOf(id, status, callback)])]);

    public static JsonObject Message(string id, string text, string from = Customer, long? seconds = null) =>
        new()
        {
            ["from"] = from,
            ["id"] = id,
            ["timestamp"] = (seconds ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            ),
            ["type"] = "text",
            ["text"] = new JsonObject { ["body"] = text },
        };

    public static JsonObject StatusOf(string id, string status, string? callback = null)
    {
        var made = new JsonObject
        {
            ["id"] = id,
            ["status"] = status,
            ["timestamp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            ["recipient_id"] = Customer,
        };
        if (callback is not null)
            made["biz_opaque_callback_data"] = callback;
        return made;
    }

    public static JsonObject Contact(string phone, string name = "Sheena Nelson") =>
        new()
        {
            ["profile"] = new JsonObject { ["name"] = name },
            ["wa_id"] = phone,
        };

    public static JsonObject Change(
        string? number = null,
        JsonObject[]? messages = null,
        JsonObject[]? statuses = null,
        JsonObject[]? contacts = null,
        string field = "messages"
    )
    {
        var value = new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["metadata"] = new JsonObject
            {
                ["display_phone_number"] = "493055500101",
                ["phone_number_id"] = number ?? DemoNumbers.Europe.PhoneNumberId,
            },
        };
        if (contacts is not null)
            value["contacts"] = new JsonArray([.. contacts]);
        if (messages is not null)
            value["messages"] = new JsonArray([.. messages]);
        if (statuses is not null)
            value["statuses"] = new JsonArray([.. statuses]);
        return new() { ["field"] = field, ["value"] = value };
    }

    public static string Of(params JsonObject[][] entries) =>
        new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray([
                .. entries.Select(changes => new JsonObject
                {
                    ["id"] = DemoNumbers.BusinessAccountId,
                    ["changes"] = new JsonArray([.. changes]),
                }),
            ]),
        }.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default });
}
