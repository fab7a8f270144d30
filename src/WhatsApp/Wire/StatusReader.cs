using System.Text.Json;
using Trunkline.Conversations.Contracts;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.WhatsApp.Wire;

/// <summary>What became of a message that we, or another app on the same account, sent.</summary>
internal static class StatusReader
{
    public static WebhookEvent Read(JsonElement status, IReadOnlyList<JsonElement> contacts, DateTimeOffset receivedAt)
    {
        DeliveryEvent? known = status.Text("status") switch
        {
            "sent" => DeliveryEvent.Sent,
            "delivered" => DeliveryEvent.Delivered,
            "read" => DeliveryEvent.Read,
            "played" => DeliveryEvent.Played,
            "failed" => DeliveryEvent.Failed,
            _ => null,
        };
        return known is { } happened && status.Text("id") is { Length: > 0 } id
            ? new WebhookEvent.Status(
                id,
                status.Text("biz_opaque_callback_data"),
                happened,
                MessagesReader.When(status, receivedAt),
                happened is DeliveryEvent.Failed ? Failure(status) : null,
                Recipient(status, contacts)
            )
            : new WebhookEvent.Other("messages", "status", status.Raw());
    }

    private static DeliveryFailure Failure(JsonElement status)
    {
        var error = status.Items("errors").FirstOrDefault();
        var details = error.Member("error_data").Text("details") ?? error.Text("message") ?? error.Text("title");
        return SendErrors.Failure((int)(error.Whole("code") ?? 131000), details);
    }

    private static IReadOnlyList<CustomerIdentity> Recipient(JsonElement status, IReadOnlyList<JsonElement> contacts)
    {
        if (status.Text("recipient_type") == "group")
            return [];
        var phone = status.Text("recipient_id");
        // A failed status has no contact: the only one there may be another recipient's.
        var contact = contacts.FirstOrDefault(one => phone is not null && one.Text("wa_id") == phone);
        return Sender.Identities(null, phone, status.Text("recipient_user_id") ?? contact.Text("user_id"));
    }
}
