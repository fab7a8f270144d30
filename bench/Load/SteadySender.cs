using System.Diagnostics;
using System.Net.Http.Headers;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;

namespace Trunkline.Bench.Load;

/// <summary>Posts webhooks at a steady rate, whatever the answers do; for rates that a .NET client masters with ease.</summary>
internal sealed class SteadySender(Uri server) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Tells the moment before each post and the moment of its 200.</summary>
    public async Task Send(string name, int perSecond, TimeSpan duration, Action<string, long> posted, Action<string, long> answered)
    {
        var started = Stopwatch.GetTimestamp();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var posts = new List<Task>();
        var count = (int)(perSecond * duration.TotalSeconds);
        for (var index = 0; index < count; index++)
        {
            var due = TimeSpan.FromSeconds((double)index / perSecond);
            if (due - Stopwatch.GetElapsedTime(started) is var early && early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early);
            }

            posts.Add(Post(name, index, now, posted, answered));
        }

        await Task.WhenAll(posts);
    }

    public void Dispose() => http.Dispose();

    private async Task Post(string name, int index, long now, Action<string, long> posted, Action<string, long> answered)
    {
        await Task.Yield();
        var body = Requests.Body(name, index, now);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/webhooks/whatsapp"));
        request.Content = new ByteArrayContent(body)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(body, TrunklineHost.AppSecret));
        var text = Requests.Text(name, index);
        posted(text, Stopwatch.GetTimestamp());
        using var answer = await http.SendAsync(request);
        if (answer.IsSuccessStatusCode)
        {
            answered(text, Stopwatch.GetTimestamp());
        }
    }
}
