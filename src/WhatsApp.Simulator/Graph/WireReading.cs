using System.Text.Json;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>Reads requests as leniently as the Graph API does: a number where text belongs is its text.</summary>
internal static class WireReading
{
    extension(JsonObject json)
    {
        public JsonObject? Object(string name) => json[name] as JsonObject;

        public JsonArray? Array(string name) => json[name] as JsonArray;

        public string? Text(string name) =>
            json[name] is JsonValue value
                ? value.GetValueKind() switch
                {
                    JsonValueKind.String => value.GetValue<string>(),
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
                    _ => null,
                }
                : null;
    }

    /// <summary>Characters as a person counts them, not as UTF-16 does.</summary>
    public static int Characters(this string text) => text.EnumerateRunes().Count();
}
