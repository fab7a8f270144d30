using System.Security.Cryptography;

namespace Trunkline.WhatsApp.Simulator.Phones;

/// <summary>The page's own style sheet, carried in the assembly; its address changes with its content.</summary>
internal static class PhonesStyle
{
    static readonly byte[] Content = Read();
    static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 4));

    public static string Href(SimulatorAddress place) => $"{place.Prefix}/phones.css?{Hash}";

    public static IResult Send(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(Content, "text/css; charset=utf-8");
    }

    static byte[] Read()
    {
        using var resource = typeof(PhonesStyle).Assembly.GetManifestResourceStream("phones.css")!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}
