using System.Diagnostics;
using System.Text;
using Trunkline.WhatsApp.Simulator.State;
using Trunkline.WhatsApp.Simulator.Webhooks;

namespace Trunkline.WhatsApp.Simulator.Graph;

/// <summary>
/// The Graph API's front door, in Meta's order: version, token, object, operation. One catch-all address serves it, so that
/// unknown versions, objects and edges get Meta's errors and not the web server's.
/// </summary>
internal sealed class GraphApi(SimulatorState state, GraphOperations operations)
{
    const int Logged = 1_000;
    const int LargestBody = 1024 * 1024;

    public Bounded<ApiCall> Calls { get; } = new(Logged);

    public async Task HandleAsync(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var at = state.Now;
        var bytes = await ReadAsync(http.Request);
        var path = ((string?)http.Request.RouteValues["path"] ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var version = path is [['v', ..] first, ..] && Version.TryParse(first[1..], out var named) ? named : null;
        var answer = bytes is null
            ? GraphErrors.Of(1, "The request is too large.")
            : await AnswerAsync(http, version, version is null ? path : path[1..], bytes);
        var (status, body) = await WriteAsync(http, answer, version, path);
        Calls.Add(
            new ApiCall(
                at,
                http.Request.Method,
                "/" + string.Join('/', path),
                http.Request.QueryString.Value ?? "",
                Token(http) is { Length: > 4 } token ? token[^4..] : null,
                Encoding.UTF8.GetString(bytes ?? []),
                status,
                body,
                Stopwatch.GetElapsedTime(started).TotalMilliseconds
            )
        );
    }

    async Task<GraphAnswer> AnswerAsync(HttpContext http, Version? version, string[] path, byte[] bytes)
    {
        if (version is not null && version < Number(state.Options.OldestVersion))
            return GraphErrors.DeprecatedVersion(state.Options.NewestVersion);
        if (version is not null && version > Number(state.Options.NewestVersion))
            return GraphErrors.UnknownVersion($"v{version}");
        var method = http.Request.Method;
        var nodeId = path.ElementAtOrDefault(0) ?? "";
        var body = await GraphCall.ReadBodyAsync(http.Request, bytes);
        GraphOperation? operation;
        GraphCall call;
        lock (state.Gate)
        {
            if (Authenticate(http, out var app, out var token) is { } refused)
                return refused;
            operation = operations.Find(method, KindOf(nodeId), path.ElementAtOrDefault(1));
            if (operation is null || path.Length > 2)
                return GraphErrors.UnknownObject(method, nodeId);
            if (!token!.Has(operation.Scope))
                return GraphErrors.LacksPermission;
            call = new GraphCall(http, version ?? Number(state.Options.NewestVersion), nodeId, app!, body);
        }
        return await operation.Handle(call);
    }

    GraphError? Authenticate(HttpContext http, out App? app, out AccessToken? token)
    {
        (app, token) = (null, null);
        if (Token(http) is not { Length: > 0 } presented)
            return GraphErrors.MissingToken;
        foreach (var candidate in state.Apps.Values)
        {
            token = candidate.Tokens.Find(known => known.Value == presented);
            app = candidate;
            if (token is not null)
                return token.ExpiresAt <= state.Now ? GraphErrors.ExpiredToken(token.ExpiresAt.Value, state.Now) : null;
        }
        return GraphErrors.UnknownToken;
    }

    GraphNode KindOf(string nodeId) =>
        state.Number(nodeId) is not null ? GraphNode.Number
        : state.Numbers.Any(number => number.AccountId == nodeId) ? GraphNode.Account
        : state.Apps.ContainsKey(nodeId) ? GraphNode.App
        : GraphNode.Unknown;

    async Task<(int, string)> WriteAsync(HttpContext http, GraphAnswer answer, Version? version, string[] path)
    {
        switch (answer)
        {
            case GraphAnswer.Lost:
                http.Abort();
                return (0, "");
            case GraphAnswer.Html:
                const string page =
                    "<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Sorry, something went wrong.</h1></body></html>";
                http.Response.StatusCode = 503;
                http.Response.ContentType = "text/html; charset=utf-8";
                await http.Response.WriteAsync(page);
                return (503, page);
            case GraphAnswer.Refused(var error):
                http.Response.StatusCode = error.HttpStatus(state.Behaviour.ErrorStatus);
                var json = error.ForAnswer();
                http.Response.Headers.WWWAuthenticate =
                    $"OAuth \"Facebook Platform\" \"invalid_request\" \"{Ascii(json["error"]!["message"]!.GetValue<string>())}\"";
                return await SendAsync(http, json, version, path);
            case GraphAnswer.Json(var body):
                return await SendAsync(http, body, version, path);
            default:
                throw new UnreachableException();
        }
    }

    async Task<(int, string)> SendAsync(HttpContext http, JsonNode body, Version? version, string[] path)
    {
        var bytes = AsciiJson.Plain.Encode(body);
        string? account;
        lock (state.Gate)
        {
            account = path.Select(id => state.Number(id)?.AccountId).FirstOrDefault(id => id is not null);
        }
        GraphHeaders.Add(http.Response, version is null ? state.Options.NewestVersion : $"v{version}", account, bytes);
        http.Response.ContentType = "application/json; charset=UTF-8";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(bytes));
    }

    static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > LargestBody)
            return null;
        request.EnableBuffering(LargestBody, LargestBody);
        using var copy = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(copy);
        }
        catch (IOException)
        {
            return null;
        }
        request.Body.Position = 0;
        return copy.ToArray();
    }

    static string? Token(HttpContext http)
    {
        const string scheme = "Bearer ";
        string header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? header[scheme.Length..].Trim()
            : http.Request.Query["access_token"].ToString();
    }

    static Version Number(string version) => Version.Parse(version.AsSpan(1));

    static string Ascii(string text) => new([.. text.Select(c => c is >= ' ' and < '\x7f' and not '"' ? c : '\'')]);
}
