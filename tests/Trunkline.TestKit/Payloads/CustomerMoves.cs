using System.Text.Json;
using System.Text.Json.Nodes;
using Trunkline.WhatsApp.Contracts;

namespace Trunkline.TestKit.Payloads;

/// <summary>By which WhatsApp knows a customer at a time.</summary>
public sealed record CustomerNames(string Phone, string? UserId);

/// <summary>The webhooks that Meta posts when a customer has changed the number: in the chat, and for the account as a whole.</summary>
public static class CustomerMoves
{
    /// <summary>As a message of the chat that tells the new number, and the new id with it or apart.</summary>
    public static IReadOnlyList<byte[]> InChat(
        string number,
        CustomerNames before,
        CustomerNames after,
        string wamid,
        long seconds,
        bool apart
    ) =>
        apart
            ?
            [
                System(
                    number,
                    before,
                    wamid + "n",
                    seconds,
                    new() { ["type"] = "user_changed_number", ["wa_id"] = after.Phone }
                ),
                System(
                    number,
                    before,
                    wamid + "u",
                    seconds,
                    new() { ["type"] = "user_changed_user_id", ["user_id"] = after.UserId }
                ),
            ]
            :
            [
                System(
                    number,
                    before,
                    wamid,
                    seconds,
                    new()
                    {
                        ["type"] = "user_changed_number",
                        ["wa_id"] = after.Phone,
                        ["user_id"] = after.UserId,
                    }
                ),
            ];

    public static byte[] OfAccount(CustomerNames before, CustomerNames after, long seconds) =>
        Bytes(
            "user_id_update",
            new()
            {
                ["messaging_product"] = "whatsapp",
                ["user_id_update"] = new JsonArray(
                    new JsonObject
                    {
                        ["wa_id"] = after.Phone,
                        ["user_id"] = new JsonObject { ["previous"] = before.UserId, ["current"] = after.UserId },
                        ["timestamp"] = seconds,
                    }
                ),
            }
        );

    private static byte[] System(string number, CustomerNames before, string wamid, long seconds, JsonObject change)
    {
        change["body"] = "The customer changed the number";
        return Bytes(
            "messages",
            new()
            {
                ["messaging_product"] = "whatsapp",
                ["metadata"] = new JsonObject
                {
                    ["display_phone_number"] = "493055500101",
                    ["phone_number_id"] = number,
                },
                ["messages"] = new JsonArray(
                    new JsonObject
                    {
                        ["from"] = before.Phone,
                        ["from_user_id"] = before.UserId,
                        ["id"] = wamid,
                        ["timestamp"] = $"{seconds}",
                        ["type"] = "system",
                        ["system"] = change,
                    }
                ),
            }
        );
    }

    private static byte[] Bytes(string field, JsonObject value) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["object"] = "whatsapp_business_account",
                ["entry"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = DemoNumbers.BusinessAccountId,
                        ["changes"] = new JsonArray(new JsonObject { ["field"] = field, ["value"] = value }),
                    }
                ),
            }
        );
}
