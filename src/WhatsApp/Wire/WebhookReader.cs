using System.Text.Encodings.Web;
using System.Text.Json;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.Wire;

/// <summary>Meta's webhook body: every entry, every change, and in each everything there is.</summary>
internal static class WebhookReader
{
    private const int LongestId = 100;

    private static readonly Lane[] Unreadable = [new(Lane.Unreadable, "")];

    // For people to read, so every letter as it is.
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

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

    /// <summary>
    /// The body without what it says in other lanes, which may be another organization's; as it came if it says nothing else. Null:
    /// it cannot be taken apart.
    /// </summary>
    public static byte[]? PartOf(byte[] body, string lane)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var changes = Changes(document.RootElement).ToList();
            return changes.TrueForAll(change => change.Lane.Name == lane)
                ? body
                : Write(document.RootElement, changes.Where(change => change.Lane.Name == lane));
        }
        catch (JsonException)
        {
            return LanesOf(body).All(one => one.Name == lane) ? body : null;
        }
    }

    private static byte[] Write(JsonElement root, IEnumerable<Change> changes) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                @object = root.Text("object"),
                entry = changes
                    .GroupBy(change => change.Entry)
                    .Select(entry => new { id = entry.First().Account, changes = entry.Select(one => one.Whole) }),
            },
            Indented
        );

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
        foreach (var (place, entry) in root.Items("entry").Index())
        {
            var account = Identifier(entry.Text("id")) ?? "";
            foreach (var change in entry.Items("changes"))
            {
                var value = change.Member("value");
                // By its id, never by its display number: that is written in several ways and changes.
                var number = Identifier(value.Member("metadata").Text("phone_number_id"));
                var lane = number is null ? Lane.OfAccount(account) : Lane.OfNumber(number, account);
                yield return new(lane, change.Text("field") ?? "", value, place, account, change);
            }
        }
    }

    public static string? Identifier(string? text) =>
        text is { Length: > 0 and <= LongestId } && !text.Any(char.IsControl) ? text : null;

    /// <param name="Entry">The place of the entry that it is in.</param>
    private readonly record struct Change(
        Lane Lane,
        string Field,
        JsonElement Value,
        int Entry,
        string Account,
        JsonElement Whole
    );
}
