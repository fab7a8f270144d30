using System.Net;
using System.Net.Http.Json;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Faults.Traffic;

/// <summary>
/// Cy writes to customers through the API, several in a row to each, each message until it is accepted. As the app does, he repeats with the same
/// client id when he saw no answer: that is one message. And he reads what they write.
/// </summary>
internal sealed class Employee(Entrances entrances, AppSession session, Journal journal) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private const int InARow = 4;

    private readonly HttpClient http = new(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(30) };
    private int turn;

    public async Task Write(
        IReadOnlyList<(string Conversation, Writer Customer)> conversations,
        string name,
        int messages,
        CancellationToken cancellation
    )
    {
        var left = journal.LastMoves.ToDictionary(move => move.Writer, move => move.Times);
        for (var index = 0; index < messages; index++)
        {
            var (conversation, customer) = conversations[turn++ / InARow % conversations.Count];
            var text = $"{name}s{index}.";
            var path = $"/api/v1/conversations/{conversation}/messages";
            while (!await TryPost(path, JsonContent.Create(new { text, clientId = text }), cancellation))
            {
                await Task.Delay(Pause, cancellation);
            }

            journal.Accept(new(text, customer, left.GetValueOrDefault(customer)));
        }
    }

    /// <summary>One conversation after the other is open while there is traffic, and says so each time.</summary>
    public async Task Read(
        IReadOnlyList<(string Conversation, Writer Customer)> conversations,
        Task traffic,
        CancellationToken cancellation
    )
    {
        for (var index = 0; !traffic.IsCompleted; index++)
        {
            var conversation = conversations[index % conversations.Count].Conversation;
            if (await TryPost($"/api/v1/conversations/{conversation}/read", null, cancellation))
            {
                Interlocked.Increment(ref journal.Read);
            }

            await Task.Delay(Glance, cancellation);
        }
    }

    /// <summary>All of them, each until the server says so.</summary>
    public async Task ReadAll(IEnumerable<string> conversations)
    {
        foreach (var conversation in conversations)
        {
            while (!await TryPost($"/api/v1/conversations/{conversation}/read", null, CancellationToken.None))
            {
                await Task.Delay(Pause);
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<bool> TryPost(string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, entrances.Next(path)) { Content = content };
        session.Authorize(request);
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            if ((int)answer.StatusCode is >= 400 and < 500 and not (int)HttpStatusCode.TooManyRequests)
            {
                throw new InvalidOperationException(
                    $"{path} was refused with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}"
                );
            }

            if (answer.IsSuccessStatusCode)
            {
                return true;
            }

            Interlocked.Increment(ref journal.EmployeeRefused);
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
