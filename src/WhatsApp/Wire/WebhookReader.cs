using System.Text.Json;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Wire;

/// <summary>Meta's webhook body: every entry, every change, and in each everything there is.</summary>
internal static class WebhookReader
{
    private const int LongestId = 100;

    private static readonly Lane[] Unreadable = [new(Lane.Unreadable, "")];

    /// <summary>Which lanes a body touches; never none, so that no body is without a place.</summary>
    public static Lane[] LanesOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            var lanes = LanesReader.Read(body.Span) ?? LanesInDocument(body);
            return lanes.Length > 0 ? lanes : Unreadable;
        }
        catch (JsonException)
        {
            return Unreadable;
        }
    }

    /// <summary>What <see cref="LanesReader"/> finds, or would if it could.</summary>
    public static Lane[] LanesInDocument(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return [.. Changes(document.RootElement).Select(change => change.Lane).Distinct()];
    }

    /// <summary>What a body says in one lane, in its order. Throws <see cref="JsonException"/> only for what is no JSON at all.</summary>
    public static IReadOnlyList<WebhookEvent> Read(ReadOnlyMemory<byte> body, string lane, DateTimeOffset receivedAt)
    {
        using var document = JsonDocument.Parse(body);
        return
        [
            .. Changes(document.RootElement)
                .Where(change => change.Lane.Name == lane)
                .SelectMany(change => Read(change, receivedAt)),
        ];
    }

    private static IEnumerable<WebhookEvent> Read(Change change, DateTimeOffset receivedAt) =>
        change.Field switch
        {
            // Without a number there is nobody to whom they could belong; they are kept as they came.
            "messages" when Lane.AccountIn(change.Lane.Name) is null => MessagesReader.Read(change.Value, receivedAt),
            "user_id_update" => IdentityReader.Updates(change.Value, receivedAt),
            "user_preferences" => PreferenceReader.Read(change.Value, receivedAt),
            _ => [new WebhookEvent.Other(change.Field, change.Value.Text("event"), change.Value.Raw())],
        };

    private static IEnumerable<Change> Changes(JsonElement root)
    {
        foreach (var entry in root.Items("entry"))
        {
            var account = Identifier(entry.Text("id")) ?? "";
            foreach (var change in entry.Items("changes"))
            {
                var value = change.Member("value");
                // By its id, never by its display number: that is written in several ways and changes.
                var number = Identifier(value.Member("metadata").Text("phone_number_id"));
                var lane = number is null ? Lane.OfAccount(account) : Lane.OfNumber(number, account);
                yield return new(lane, change.Text("field") ?? "", value);
            }
        }
    }

    public static string? Identifier(string? text) =>
        text is { Length: > 0 and <= LongestId } && !text.Any(char.IsControl) ? text : null;

    private readonly record struct Change(Lane Lane, string Field, JsonElement Value);
}
