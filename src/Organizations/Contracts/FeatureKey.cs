using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trunkline.Organizations.Contracts;

/// <summary>The stable name of a feature in addresses, tables and records, such as <c>whatsapp-messaging</c>.</summary>
[JsonConverter(typeof(FeatureKeyJson))]
public readonly record struct FeatureKey(string Name)
{
    public static bool TryParse(string? text, IFormatProvider? provider, out FeatureKey key)
    {
        key = new FeatureKey(text ?? "");
        return !string.IsNullOrEmpty(text);
    }

    public override string ToString() => Name;
}

internal sealed class FeatureKeyJson : JsonConverter<FeatureKey>
{
    public override FeatureKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, FeatureKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Name);
}
