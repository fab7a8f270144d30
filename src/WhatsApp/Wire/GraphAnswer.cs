using System.Text.Json;
using Trunkline.WhatsApp.Sending;

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

    private const int BadParameter = 100;

    /// <summary>
    /// Meta's code, if it is an error that has one. That the number itself is gone, or the token may not use it, comes as a bad
    /// parameter; the subcode tells.
    /// </summary>
    public static int? ErrorCode(JsonElement answer)
    {
        var error = answer.Member("error");
        return error.Whole("code") is not ({ } code and >= int.MinValue and <= int.MaxValue) ? null
            : code == BadParameter && error.Whole("error_subcode") == SendErrors.ObjectIsGone ? SendErrors.ObjectIsGone
            : (int)code;
    }
}
