using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;

namespace Trunkline.Faults.Traffic;

/// <summary>
/// Posts as Meta does: over eight connections, again and again until it is answered 200, and now and then once more
/// although it was. A customer's next message is posted when the one before was acknowledged.
/// </summary>
internal sealed class Meta(Entrances entrances, Journal journal, int seed) : IDisposable
{
    private const int Connections = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly HttpClient http = new(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(15) };
    private readonly ConcurrentBag<Task> repetitions = [];

    public async Task Post(IReadOnlyList<Saying> script, CancellationToken cancellation)
    {
        var lines = script.ToLookup(saying => saying.Writer.Number % Connections);
        await Task.WhenAll(lines.Select(line => Post(line.Key, line, cancellation)));
        await Task.WhenAll(repetitions);
        repetitions.Clear();
    }

    public void Dispose() => http.Dispose();

    private async Task Post(int connection, IEnumerable<Saying> line, CancellationToken cancellation)
    {
        await Task.Yield();
        var random = new Random(seed + connection);
        foreach (var saying in line)
        {
            var body = CustomerWrites.Body(
                saying.Writer.BusinessNumber,
                saying.Writer.Phone,
                saying.Wamid,
                saying.Seconds,
                saying.Name
            );
            while (!await TryPost(body, cancellation))
            {
                await Task.Delay(Pause, cancellation);
            }

            journal.Acknowledge(saying);
            if (random.Next(100) < 4)
            {
                Repeat(body, random.Next(10) == 0 ? Connections : 1, cancellation);
            }
        }
    }

    private void Repeat(byte[] body, int times, CancellationToken cancellation)
    {
        for (var time = 0; time < times; time++)
        {
            Interlocked.Increment(ref journal.Repeated);
            repetitions.Add(TryPost(body, cancellation));
        }
    }

    private async Task<bool> TryPost(byte[] body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, entrances.Next("/webhooks/whatsapp"));
        request.Content = new ByteArrayContent(body)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(body, TrunklineHost.AppSecret));
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return true;
            }

            Interlocked.Increment(ref journal.WebhooksRefused);
            return false;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            Interlocked.Increment(ref journal.Broken);
            return false;
        }
    }
}
