using System.Text.Json;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Wire;

/// <summary>A customer goes by another name from now on: by a system message in the chat, or by the field <c>user_id_update</c>. Both come.</summary>
internal static class IdentityReader
{
    public static WebhookEvent System(JsonElement message, DateTimeOffset receivedAt)
    {
        var change = message.Member("system");
        var before = Sender.Identities(message.Text("from"), null, message.Text("from_user_id"));
        var after = change.Text("type") switch
        {
            "user_changed_number" => Sender.Identities(change.Text("wa_id"), null, change.Text("user_id")),
            "user_changed_user_id" => Sender.Identities(change.Text("wa_id"), null, change.Text("user_id")),
            _ => [],
        };
        return before.Count > 0 && after.Count > 0
            ? new WebhookEvent.IdentityChanged(before, after, MessagesReader.When(message, receivedAt))
            : new WebhookEvent.Other("messages", "system", message.Raw());
    }

    public static IEnumerable<WebhookEvent> Updates(JsonElement value, DateTimeOffset receivedAt)
    {
        foreach (var update in value.Items("user_id_update"))
        {
            var ids = update.Member("user_id");
            var before = Sender.Identities(null, update.Text("wa_id"), ids.Text("previous"));
            var after = Sender.Identities(null, update.Text("wa_id"), ids.Text("current"));
            yield return before.Count > 0 && after.Count > 0 && ids.Text("current") is not null
                ? new WebhookEvent.IdentityChanged(before, after, MessagesReader.When(update, receivedAt))
                : new WebhookEvent.Other("user_id_update", null, update.Raw());
        }
    }
}
