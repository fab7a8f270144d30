using System.Text.Json;
using Trunkline.WhatsApp.Processing;

namespace Trunkline.WhatsApp.Wire;

/// <summary>A customer tells WhatsApp, not us, that marketing messages of this business shall stop or go on.</summary>
internal static class PreferenceReader
{
    public static IEnumerable<WebhookEvent> Read(JsonElement value, DateTimeOffset receivedAt)
    {
        foreach (var preference in value.Items("user_preferences"))
        {
            var who = Sender.Identities(null, preference.Text("wa_id"), preference.Text("user_id"));
            var wish = preference.Text("value");
            yield return who.Count > 0 && wish is ("stop" or "resume")
                ? new WebhookEvent.Preference(
                    who,
                    preference.Text("category") ?? CategoryWish.Marketing,
                    wish is "stop",
                    MessagesReader.When(preference, receivedAt)
                )
                : new WebhookEvent.Other("user_preferences", wish, preference.Raw());
        }
    }
}
