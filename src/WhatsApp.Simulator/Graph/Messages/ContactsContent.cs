namespace Trunkline.WhatsApp.Simulator.Graph.Messages;

internal static class ContactsContent
{
    const int Most = 257;

    public static Reading Read(JsonObject request)
    {
        if (request.Array("contacts") is not { Count: > 0 } contacts)
            return GraphErrors.Invalid("Parameter 'contacts' is mandatory for type 'contacts'");
        if (contacts.Count > Most)
            return GraphErrors.OutOfRange($"At most {Most} contacts can be sent in one message.");
        List<string> names = [];
        foreach (var contact in contacts)
        {
            if (
                contact is not JsonObject card
                || card.Object("name")?.Text("formatted_name") is not { Length: > 0 } name
            )
                return GraphErrors.Required($"contacts[{names.Count}]['name']['formatted_name']");
            names.Add(name);
        }
        return new MessageContent("contacts", contacts.DeepClone(), string.Join(", ", names));
    }
}
