using System.Text.Json;

namespace Trunkline.WhatsApp.Wire;

/// <summary>What an answer of the Graph API has in common, whatever was asked.</summary>
internal static class GraphAnswer
{
    /// <summary>False: it is no JSON object, so something else answered, or half of it is missing.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, out JsonDocument document)
    {
        try
        {
            document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            document = null!;
            return false;
        }
    }

    /// <summary>Meta's code, if it is an error that has one.</summary>
    public static int? ErrorCode(JsonElement answer) =>
        answer.Member("error").Whole("code") is { } code and >= int.MinValue and <= int.MaxValue ? (int)code : null;
}
