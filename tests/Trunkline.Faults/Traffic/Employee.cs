using System.Net;
using System.Net.Http.Json;
using Trunkline.TestKit.Hosts;

namespace Trunkline.Faults.Traffic;

/// <summary>
/// Cy writes to customers through the API, each message until it is accepted. As the app does, he repeats with the same
/// client id when he saw no answer: that is one message.
/// </summary>
internal sealed class Employee(Entrances entrances, AppSession session, Journal journal) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient http = new(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(30) };
    private int turn;

    public async Task Write(
        IReadOnlyList<(string Conversation, string Phone)> conversations,
        string name,
        int messages,
        CancellationToken cancellation
    )
    {
        for (var index = 0; index < messages; index++)
        {
            var (conversation, phone) = conversations[turn++ % conversations.Count];
            var text = $"{name}s{index}.";
            while (!await TryWrite(conversation, text, cancellation))
            {
                await Task.Delay(Pause, cancellation);
            }

            journal.Accept(new(text, phone));
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<bool> TryWrite(string conversation, string text, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            entrances.Next($"/api/v1/conversations/{conversation}/messages")
        );
        request.Content = JsonContent.Create(new { text, clientId = text });
        session.Authorize(request);
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            if ((int)answer.StatusCode is >= 400 and < 500 and not (int)HttpStatusCode.TooManyRequests)
            {
                throw new InvalidOperationException(
                    $"A send was refused with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}"
                );
            }

            if (answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
            {
                return true;
            }

            Interlocked.Increment(ref journal.SendsRefused);
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
