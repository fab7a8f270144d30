using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Trunkline.Tests.WhatsApp.Simulator;

/// <summary>A callback address of our own: keeps every raw body, verifies handshakes, answers what the test wants.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly WebApplication app;
    readonly Channel<ReceivedWebhook> received = Channel.CreateUnbounded<ReceivedWebhook>();
    readonly List<JsonObject> changes = [];

    WebhookReceiver(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    /// <summary>What the next POSTs are answered with; 200 when empty.</summary>
    public Queue<int> Answers { get; } = new();
    public bool AcceptsHandshake { get; set; } = true;
    public int Handshakes { get; private set; }

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.MapGet("/hook", receiver.Shake);
        app.MapPost("/hook", receiver.ReceiveAsync);
        await app.StartAsync();
        receiver.Url = app.Urls.First() + "/hook";
        return receiver;
    }

    public async Task<ReceivedWebhook> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await received.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The first change, of those not yet taken, for which this holds.</summary>
    public async Task<JsonObject> ChangeAsync(Func<JsonObject, bool> wanted)
    {
        while (true)
        {
            if (changes.Find(change => wanted(change)) is { } found)
            {
                changes.Remove(found);
                return found;
            }
            changes.AddRange((await NextAsync()).Values);
        }
    }

    public async Task<JsonObject> StatusAsync(string messageId, string status)
    {
        var value = await ChangeAsync(value =>
            value["statuses"] is JsonArray statuses
            && statuses.Any(item =>
                item!["id"]!.GetValue<string>() == messageId && item["status"]!.GetValue<string>() == status
            )
        );
        return value;
    }

    public async Task<JsonObject> MessageAsync(string messageId) =>
        await ChangeAsync(value =>
            value["messages"] is JsonArray messages
            && messages.Any(item => item!["id"]!.GetValue<string>() == messageId)
        );

    IResult Shake(HttpRequest request)
    {
        Handshakes++;
        return
            AcceptsHandshake
            && request.Query["hub.mode"] == "subscribe"
            && request.Query["hub.verify_token"] == SimulatorHost.VerifyToken
            ? Results.Text(request.Query["hub.challenge"])
            : Results.StatusCode(403);
    }

    async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        int answer;
        lock (Answers)
        {
            answer = Answers.TryDequeue(out var next) ? next : 200;
        }
        received.Writer.TryWrite(
            new ReceivedWebhook(
                body.ToArray(),
                request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()),
                answer
            )
        );
        return Results.StatusCode(answer);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

internal sealed record ReceivedWebhook(byte[] Bytes, IReadOnlyDictionary<string, string> Headers, int Answered)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public IEnumerable<JsonObject> Values =>
        from entry in JsonNode.Parse(Bytes)!["entry"]!.AsArray()
        from change in entry!["changes"]!.AsArray()
        select change!["value"]!.AsObject();

    public bool IsSignedWith(string secret)
    {
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        return Headers["X-Hub-Signature-256"] == "sha256=" + Convert.ToHexStringLower(hmac.ComputeHash(Bytes));
    }
}
