using System.Globalization;
using System.Text;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>Lists in pages, with Meta's cursors.</summary>
internal static class Pages
{
    public static JsonObject Of(GraphCall call, IEnumerable<JsonNode> items)
    {
        var limit = int.TryParse(call.Query("limit"), out var asked) ? Math.Clamp(asked, 1, 100) : 25;
        var start = Position(call.Query("after"));
        var all = items.ToList();
        var page = all.Skip(start).Take(limit).ToList();
        var answer = new JsonObject { ["data"] = new JsonArray([.. page]) };
        if (page.Count == 0)
            return answer;
        var paging = new JsonObject
        {
            ["cursors"] = new JsonObject { ["before"] = Cursor(start), ["after"] = Cursor(start + page.Count) },
        };
        if (start + page.Count < all.Count)
        {
            var request = call.Http.Request;
            paging["next"] =
                $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path}?limit={limit}&after={Uri.EscapeDataString(Cursor(start + page.Count))}";
        }
        answer["paging"] = paging;
        return answer;
    }

    static string Cursor(int position) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(position.ToString(CultureInfo.InvariantCulture)));

    static int Position(string? cursor)
    {
        Span<byte> bytes = stackalloc byte[32];
        return
            cursor is not null
            && Convert.TryFromBase64String(cursor, bytes, out var length)
            && int.TryParse(bytes[..length], CultureInfo.InvariantCulture, out var position)
            && position > 0
            ? position
            : 0;
    }
}
