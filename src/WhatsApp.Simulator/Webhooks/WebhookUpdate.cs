namespace Trunkline.WhatsApp.Simulator.Webhooks;

/// <summary>One change that subscribed apps hear of.</summary>
internal sealed record WebhookUpdate(string AccountId, string? PhoneNumberId, string Field, JsonObject Value)
{
    /// <summary>In few words, for whoever watches.</summary>
    public string Summary =>
        Value["messages"]?[0]?["type"] is { } type ? $"message: {type}"
        : Value["statuses"]?[0]?["status"] is { } status ? $"status: {status}"
        : Field;
}

/// <summary>The body of one POST: updates of one account share an entry; messages or statuses of one number share a change.</summary>
internal static class WebhookBody
{
    public static JsonObject Of(IEnumerable<WebhookUpdate> updates)
    {
        var entries = new JsonArray();
        foreach (var update in updates)
        {
            var changes = ChangesOf(entries, update.AccountId);
            if (!MergedInto(changes, update))
                changes.Add(new JsonObject { ["value"] = update.Value.DeepClone(), ["field"] = update.Field });
        }
        return new JsonObject { ["object"] = "whatsapp_business_account", ["entry"] = entries };
    }

    static JsonArray ChangesOf(JsonArray entries, string accountId)
    {
        foreach (var entry in entries)
        {
            if (entry!["id"]!.GetValue<string>() == accountId)
                return entry["changes"]!.AsArray();
        }
        var changes = new JsonArray();
        entries.Add(new JsonObject { ["id"] = accountId, ["changes"] = changes });
        return changes;
    }

    static bool MergedInto(JsonArray changes, WebhookUpdate update)
    {
        if (update.Field != "messages" || changes.LastOrDefault()?["value"] is not JsonObject last)
            return false;
        var kind = update.Value.ContainsKey("messages") ? "messages" : "statuses";
        if (last[kind] is not JsonArray list || !JsonNode.DeepEquals(last["metadata"], update.Value["metadata"]))
            return false;
        foreach (var item in update.Value[kind]!.AsArray())
            list.Add(item!.DeepClone());
        foreach (var contact in update.Value["contacts"]?.AsArray() ?? [])
        {
            if (last["contacts"] is not JsonArray contacts)
                last["contacts"] = contacts = [];
            if (!contacts.Any(known => JsonNode.DeepEquals(known, contact)))
                contacts.Add(contact!.DeepClone());
        }
        return true;
    }
}
