using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Trunkline.Conversations.Contracts;
using Trunkline.WhatsApp.Sending;

namespace Trunkline.WhatsApp.Wire;

/// <summary>Writes the body of POST /{phone-number-id}/messages.</summary>
internal static partial class SendWriter
{
    /// <param name="to">Where a message goes; a read receipt needs nothing.</param>
    public static byte[] Write(Guid id, OutgoingSend send, CustomerAddress? to)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("messaging_product", "whatsapp");
            switch (send)
            {
                case OutgoingSend.Text text:
                    Envelope(json, id, to!, "text");
                    json.WriteStartObject("text");
                    json.WriteBoolean("preview_url", false);
                    json.WriteString("body", text.Body);
                    json.WriteEndObject();
                    break;
                case OutgoingSend.Template template:
                    Envelope(json, id, to!, "template");
                    Template(json, template);
                    break;
                case OutgoingSend.Read read:
                    json.WriteString("status", "read");
                    json.WriteString("message_id", read.ProviderMessageId);
                    break;
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Envelope(Utf8JsonWriter json, Guid id, CustomerAddress to, string type)
    {
        json.WriteString("recipient_type", "individual");
        // With the plus sign: without it Meta puts the business number's country code in front.
        if (to.Phone is { Length: > 0 } phone)
            json.WriteString("to", "+" + phone.TrimStart('+'));
        else
            json.WriteString("recipient", to.UserId);
        json.WriteString("biz_opaque_callback_data", id.ToString());
        json.WriteString("type", type);
    }

    private static void Template(Utf8JsonWriter json, OutgoingSend.Template template)
    {
        json.WriteStartObject("template");
        json.WriteString("name", template.Name);
        json.WriteStartObject("language");
        json.WriteString("code", template.Language);
        json.WriteEndObject();
        json.WriteStartArray("components");
        if (template.Values.Count > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "body");
            json.WriteStartArray("parameters");
            foreach (var value in template.Values)
                Parameter(json, "text", OneLine(value));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        foreach (var (payload, index) in template.Payloads.Select((payload, index) => (payload, index)))
        {
            json.WriteStartObject();
            json.WriteString("type", "button");
            json.WriteString("sub_type", "quick_reply");
            json.WriteString("index", index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteStartArray("parameters");
            Parameter(json, "payload", payload);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Parameter(Utf8JsonWriter json, string kind, string value)
    {
        json.WriteStartObject();
        json.WriteString("type", kind);
        json.WriteString(kind, value);
        json.WriteEndObject();
    }

    // A value with a line break, a tab or a row of blanks is refused.
    private static string OneLine(string value) => Blanks().Replace(value, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
