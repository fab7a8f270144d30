using System.Text.Json;
using Trunkline.WhatsApp.Simulator.State;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>One call that has passed version, token and address, with what it asks for.</summary>
internal sealed record GraphCall(HttpContext Http, Version Version, string NodeId, App App, JsonObject Body)
{
    public CancellationToken Cancelled => Http.RequestAborted;

    public string? Query(string name) => Http.Request.Query[name] is { Count: > 0 } values ? values[0] : null;

    /// <summary>What ?fields= selects of a node, with its id; everything named here when it is absent.</summary>
    public JsonObject Select(JsonObject node, params ReadOnlySpan<string> usual)
    {
        var names = Query("fields") is { Length: > 0 } fields ? Names(fields) : [.. usual];
        var selected = new JsonObject();
        foreach (var name in names)
        {
            if (node.TryGetPropertyValue(name, out var value))
                selected[name] = value?.DeepClone();
        }
        selected["id"] = node["id"]!.DeepClone();
        return selected;
    }

    /// <summary>A JSON object, or a form whose values may be JSON, as the Graph API takes both.</summary>
    public static async Task<JsonObject> ReadBodyAsync(HttpRequest request, byte[] bytes)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            return new JsonObject(
                form.Select(field => KeyValuePair.Create(field.Key, ValueOf(field.Value.ToString())))
            );
        }
        return Parse(bytes) as JsonObject ?? [];
    }

    static JsonNode? ValueOf(string field) =>
        field is ['{' or '[', ..] ? Parse(System.Text.Encoding.UTF8.GetBytes(field)) ?? field : field;

    static JsonNode? Parse(byte[] bytes)
    {
        try
        {
            return bytes.Length == 0 ? null : JsonNode.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static List<string> Names(string fields)
    {
        List<string> names = [];
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= fields.Length; i++)
        {
            var c = i < fields.Length ? fields[i] : ',';
            if (depth == 0 && c is ',' or '{' or '.')
            {
                if (i > start)
                    names.Add(fields[start..i].Trim());
                start = i + 1;
            }
            depth += c switch
            {
                '{' or '(' => 1,
                '}' or ')' => -1,
                _ => 0,
            };
            if (c is '}' or ')')
                start = i + 1;
        }
        return names;
    }
}
