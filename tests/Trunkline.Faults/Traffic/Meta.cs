using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Trunkline.TestKit.Hosts;
using Trunkline.TestKit.Payloads;

namespace Trunkline.Faults.Traffic;

/// <summary>
/// Posts as Meta does: over eight connections, again and again until it is answered 200, and now and then once more
/// although it was, some rounds later. Some bodies hold what several customers wrote, to several numbers. A customer's next
/// message is posted with the one before or when that was acknowledged.
/// </summary>
internal sealed class Meta(Entrances entrances, Journal journal, int seed) : IDisposable
{
    private const int Connections = 8;
    private const int MostTogether = 12;
    private const int OldOnes = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly HttpClient http = new(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(15) };
    private readonly ConcurrentBag<Task> repetitions = [];
    private readonly ConcurrentQueue<byte[]> posted = [];

    /// <summary>Also some of what was posted rounds ago, once more.</summary>
    public async Task Post(IReadOnlyList<Saying> script, CancellationToken cancellation)
    {
        var earlier = posted.ToList();
        foreach (var body in earlier.OrderBy(_ => Random.Shared.Next()).Take(OldOnes))
        {
            Repeat(body, 1, cancellation);
        }

        await Task.WhenAll(script.GroupBy(LineOf).Select(line => PostLine(line.Key, line, cancellation)));
        await Task.WhenAll(repetitions);
        repetitions.Clear();
    }

    public void Dispose() => http.Dispose();

    // Each line has customers of every number, and who writes to two numbers is in two lines.
    private static int LineOf(Saying saying) => (saying.Writer.Number + (saying.Writer.Number / 4)) % Connections;

    private async Task PostLine(int connection, IEnumerable<Saying> line, CancellationToken cancellation)
    {
        await Task.Yield();
        var random = new Random(seed + connection);
        var together = new List<Saying>();
        var size = 1;
        foreach (var saying in line)
        {
            if (saying.Move is { } move)
            {
                await PostTogether(together, random, cancellation);
                await PostMove(move, saying.Wamid + "moved", random, cancellation);
                journal.Move(move);
            }

            if (saying.Change is not Change.None && saying.ChangeComesFirst)
            {
                await Post(ChangeOf(saying), random, cancellation);
            }

            together.Add(saying);
            if (saying.Change is not Change.None && !saying.ChangeComesFirst)
            {
                await PostTogether(together, random, cancellation);
                await Post(ChangeOf(saying), random, cancellation);
            }
            else if (together.Count >= size)
            {
                await PostTogether(together, random, cancellation);
                size = random.Next(10) == 0 ? random.Next(2, MostTogether) : 1;
            }
        }

        await PostTogether(together, random, cancellation);
    }

    private async Task PostTogether(List<Saying> sayings, Random random, CancellationToken cancellation)
    {
        if (sayings.Count == 0)
        {
            return;
        }

        var bodies = sayings.ConvertAll(saying =>
            CustomerWrites.Body(
                saying.Writer.BusinessNumber,
                saying.From.Phone,
                saying.Wamid,
                saying.Seconds,
                saying.Name,
                saying.From.UserId
            )
        );
        await Post(
            bodies.Count == 1 ? bodies[0] : Together.Body(bodies, inOneEntry: random.Next(2) == 0),
            random,
            cancellation
        );
        sayings.ForEach(journal.Acknowledge);
        sayings.Clear();
    }

    private static byte[] ChangeOf(Saying saying) =>
        saying.Change is Change.Edited
            ? CustomerWrites.Edit(
                saying.Writer.BusinessNumber,
                saying.From,
                "wamid.edit." + saying.Name,
                saying.Seconds,
                saying.Wamid,
                saying.Text
            )
            : CustomerWrites.Revoke(
                saying.Writer.BusinessNumber,
                saying.From,
                "wamid.delete." + saying.Name,
                saying.Seconds,
                saying.Wamid
            );

    // In the chat's lane and in the account's, of which nobody knows which one comes first.
    private async Task PostMove(Move move, string wamid, Random random, CancellationToken cancellation)
    {
        byte[][] told =
        [
            .. CustomerMoves.InChat(
                move.Writer.BusinessNumber,
                move.Before,
                move.After,
                wamid,
                move.Seconds,
                apart: random.Next(2) == 0
            ),
            CustomerMoves.OfAccount(move.Before, move.After, move.Seconds),
        ];
        foreach (var body in told.OrderBy(_ => random.Next()).ToList())
        {
            await Post(body, random, cancellation);
        }
    }

    private async Task Post(byte[] body, Random random, CancellationToken cancellation)
    {
        while (!await TryPost(body, cancellation))
        {
            await Task.Delay(Pause, cancellation);
        }

        if (random.Next(50) == 0)
        {
            posted.Enqueue(body);
        }

        if (random.Next(100) < 4)
        {
            Repeat(body, random.Next(10) == 0 ? Connections : 1, cancellation);
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
