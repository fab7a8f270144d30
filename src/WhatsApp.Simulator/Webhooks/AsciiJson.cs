using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Trunkline.WhatsApp.Simulator.Webhooks;

/// <summary>
/// JSON as Meta puts it on the wire: no spaces, and every character beyond ASCII as a lowercase \uxxxx escape (two for a
/// surrogate pair). System.Text.Json escapes in uppercase and escapes more, so a body written by it would not be Meta's bytes.
/// </summary>
internal sealed class AsciiJson(bool rawUtf8 = false, bool phpEscapes = false)
{
    public static AsciiJson Plain { get; } = new();

    public byte[] Encode(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                text.Append('{');
                var firstMember = true;
                foreach (var (name, value) in members)
                {
                    Separate(text, ref firstMember);
                    WriteString(text, name);
                    text.Append(':');
                    Write(text, value);
                }
                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                var firstItem = true;
                foreach (var item in items)
                {
                    Separate(text, ref firstItem);
                    Write(text, item);
                }
                text.Append(']');
                break;
            default:
                if (node.GetValueKind() == JsonValueKind.String)
                    WriteString(text, node.GetValue<string>());
                else
                    text.Append(node.ToJsonString());
                break;
        }
    }

    static void Separate(StringBuilder text, ref bool first)
    {
        if (!first)
            text.Append(',');
        first = false;
    }

    void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '/' when phpEscapes => text.Append("\\/"),
                '@' or '<' or '%' when phpEscapes => text.Append("\\u")
                    .Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                < ' ' or '\x7f' => Escape(text, c),
                > '\x7f' when !rawUtf8 => Escape(text, c),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }

    static StringBuilder Escape(StringBuilder text, char c) =>
        text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
}
