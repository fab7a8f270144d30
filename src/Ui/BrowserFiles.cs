using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Trunkline.Ui;

/// <summary>
/// The front-end files, carried inside the assembly so that they are there from any working directory and in every form of
/// publishing. Names hold the hash of the content: a browser may keep a file for ever, and never sees a stale one.
/// </summary>
internal static class BrowserFiles
{
    static readonly FrozenDictionary<string, string> names = ReadNames();

    public static string Style => Href("trunkline.css");
    public static string Script => Href("trunkline.js");
    public static string Icons => Href("icons.svg");

    public static string Href(string name) => "/assets/" + names[name];

    public static IResult Send(string fileName, HttpContext context)
    {
        if (!names.Values.Contains(fileName))
            return Results.NotFound();

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.XContentTypeOptions = "nosniff";
        var small = Open(fileName + ".br");
        if (small is not null)
            headers.Vary = HeaderNames.AcceptEncoding;
        if (small is not null && AcceptsBrotli(context.Request))
        {
            headers.ContentEncoding = "br";
            return Results.Stream(small, ContentType(fileName));
        }
        return Results.Stream(Open(fileName)!, ContentType(fileName));
    }

    static bool AcceptsBrotli(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptEncoding.Any(encoding => encoding.Value == "br" && encoding.Quality is null or > 0);

    static string ContentType(string fileName) =>
        Path.GetExtension(fileName) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".woff2" => "font/woff2",
            var other => throw new InvalidOperationException(
                $"The front-end build made a kind of file that nobody serves: {other}"
            ),
        };

    static Stream? Open(string name) => typeof(BrowserFiles).Assembly.GetManifestResourceStream("browser/" + name);

    static FrozenDictionary<string, string> ReadNames()
    {
        using var manifest =
            Open("manifest.json") ?? throw new InvalidOperationException("The front end was not built.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(manifest)!.ToFrozenDictionary();
    }
}
