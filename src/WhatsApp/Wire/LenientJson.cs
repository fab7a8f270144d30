using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Trunkline.Platform.Data;

namespace Trunkline.WhatsApp.Wire;

/// <summary>
/// Reads JSON that may differ from what is documented: numbers as strings, strings as numbers, members that are missing or of
/// another kind. Nothing here throws; what cannot be read is not there.
/// </summary>
internal static class LenientJson
{
    extension(JsonElement element)
    {
        public bool IsThere => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

        public JsonElement Member(string name) =>
            element.ValueKind is JsonValueKind.Object ? Find(element, name) : default;

        /// <summary>The items of a list; one object where a list belongs counts as a list of one.</summary>
        public IEnumerable<JsonElement> Items(string name) =>
            element.Member(name) switch
            {
                { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
                { ValueKind: JsonValueKind.Object } single => [single],
                _ => [],
            };

        public string? Text(string name) => element.Member(name).AsText();

        public string? AsText() =>
            element.ValueKind switch
            {
                JsonValueKind.String => Decode(element).WithoutNul(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
                _ => null,
            };

        public long? Whole(string name) =>
            long.TryParse(element.Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;

        /// <summary>Seconds since 1970, as Meta writes moments.</summary>
        public DateTimeOffset? Moment(string name) =>
            element.Whole(name) is { } seconds and > 0 and < 100_000_000_000
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;

        /// <summary>The JSON itself, as it came; null in JSON where there is nothing.</summary>
        public string Raw() =>
            element.ValueKind is JsonValueKind.Undefined
                ? "null"
                : Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element)).WithoutNul();
    }

    private static JsonElement Find(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out var found) ? found : default;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in the name of another member: names are compared as they are written.
            var written = Encoding.UTF8.GetBytes(name);
            return element
                .EnumerateObject()
                .LastOrDefault(one => JsonMarshal.GetRawUtf8PropertyName(one).SequenceEqual(written))
                .Value;
        }
    }

    private static string Decode(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8: one bad letter must not cost the message.
            return Unescape(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element))[1..^1]);
        }
    }

    private static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                plain.Append(text[at]);
                continue;
            }
            var (letter, length) = text[++at] switch
            {
                'u' => (
                    (char)int.Parse(text.AsSpan(at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    4
                ),
                'n' => ('\n', 0),
                't' => ('\t', 0),
                'r' => ('\r', 0),
                'b' => ('\b', 0),
                'f' => ('\f', 0),
                var other => (other, 0),
            };
            plain.Append(letter);
            at += length;
        }
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(plain.ToString()));
    }
}
