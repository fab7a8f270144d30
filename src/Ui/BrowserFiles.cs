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
    private static readonly FrozenDictionary<string, string> names = Read<Dictionary<string, string>>("manifest.json")
        .ToFrozenDictionary();
    private static readonly FrozenSet<string> files = names.Values.ToFrozenSet();
    private static readonly FrozenSet<string> icons = Read<string[]>("icons.json").ToFrozenSet();

    public static string Href(string name) => "/assets/" + names[name];

    public static string Icon(string name) =>
        icons.Contains(name)
            ? $"{Href("icons.svg")}#{name}"
            : throw new ArgumentException($"There is no icon '{name}': add it to Browser/icons.json.");

    public static IResult Send(string fileName, HttpContext context)
    {
        if (!files.Contains(fileName))
            return Results.NotFound();

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        foreach (var (encoding, extension) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (!Accepts(context.Request, encoding) || Open(fileName + extension) is not { } small)
                continue;
            headers.ContentEncoding = encoding;
            return Results.Stream(small, ContentType(fileName));
        }
        return Results.Stream(Open(fileName)!, ContentType(fileName));
    }

    private static bool Accepts(HttpRequest request, string encoding) =>
        request.GetTypedHeaders().AcceptEncoding.Any(one => one.Value == encoding && one.Quality is null or > 0);

    private static string ContentType(string fileName) =>
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

    private static T Read<T>(string name)
    {
        using var content =
            Open(name) ?? throw new InvalidOperationException($"The front end was not built: {name} is missing.");
        return JsonSerializer.Deserialize<T>(content)!;
    }

    private static Stream? Open(string name) =>
        typeof(BrowserFiles).Assembly.GetManifestResourceStream("browser/" + name);
}
