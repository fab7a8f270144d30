using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trunkline.TestKit.Payloads;

/// <summary>Several webhooks in one body, as Meta posts them when much happens at once.</summary>
public static class Together
{
    /// <param name="inOneEntry">The changes of all in one entry, instead of an entry for each.</param>
    public static byte[] Body(IReadOnlyList<byte[]> bodies, bool inOneEntry)
    {
        var all = bodies.Select(body => JsonNode.Parse(body)!).ToList();
        var entries = all.SelectMany(body => body["entry"]!.AsArray()).Select(entry => entry!.DeepClone()).ToList();
        if (inOneEntry)
        {
            var changes = entries[0]["changes"]!.AsArray();
            foreach (var change in entries.Skip(1).SelectMany(entry => entry["changes"]!.AsArray()))
            {
                changes.Add(change!.DeepClone());
            }

            entries = [entries[0]];
        }

        all[0]["entry"] = new JsonArray([.. entries]);
        return JsonSerializer.SerializeToUtf8Bytes(all[0]);
    }
}
